"""NVIDIA NeMo Data Designer: one text column over a seed file.

A text column takes a system prompt and one prompt, so the worked examples stand in the prompt. The
buffer keeps its default of 1,000 rows.
"""

from __future__ import annotations

import data_designer.config as dd
from data_designer.interface import DataDesigner
from job import read_job


def main() -> None:
    job = read_job()
    provider = dd.ModelProvider(name="loopback", endpoint=job.base_url, api_key="none")
    parameters = dd.ChatCompletionInferenceParams(max_parallel_requests=job.concurrency)
    model = dd.ModelConfig(
        alias="measured", model="measured", provider="loopback", inference_parameters=parameters
    )
    shown = "\n\n".join(message["content"] for message in job.shown)
    builder = dd.DataDesignerConfigBuilder(model_configs=[model])
    builder.with_seed_dataset(dd.LocalFileSeedSource(path=str(job.queries_file)))
    builder.add_column(
        dd.LLMTextColumnConfig(
            name="text",
            model_alias="measured",
            system_prompt=job.system,
            prompt=shown + "\n\n{{ query }}",
        )
    )
    designer = DataDesigner(artifact_path=job.folder, model_providers=[provider])
    results = designer.create(
        builder,
        num_records=len(job.queries),
        dataset_name="answers",
        resume=dd.ResumeMode.IF_POSSIBLE,
    )
    job.got(results.load_dataset()["text"])


if __name__ == "__main__":
    main()
