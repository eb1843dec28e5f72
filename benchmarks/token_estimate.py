"""How our estimate of tokens compares with LLaMA's own tokenizer, on text of the kind we write.

    python benchmarks/token_estimate.py TEXTS.jsonl [--key answer]

TEXTS.jsonl holds one object a line with a text under the key; without a file, the shipped seeds are
measured. Needs node and npm: the tokenizer comes from the npm package llama-tokenizer-js, which
carries LLaMA's vocabulary; it is installed into a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from datagen.prompting import Library, packaged
from datagen.validation.length import estimate_tokens

_COUNT = """
import tokenizer from 'llama-tokenizer-js'; import fs from 'fs';
const texts = JSON.parse(fs.readFileSync(0));
console.log(JSON.stringify(texts.map(text => tokenizer.encode(text, false).length)));
"""
_LONG = 50  # tokens


def real_counts(texts: list[str]) -> list[int]:
    with tempfile.TemporaryDirectory() as folder:
        install = ["npm", "install", "--silent", "--prefix", folder, "llama-tokenizer-js"]
        subprocess.run(install, check=True)
        script = Path(folder) / "count.mjs"
        script.write_text(_COUNT)
        done = subprocess.run(
            ["node", str(script)],
            input=json.dumps(texts),
            capture_output=True,
            text=True,
            check=True,
        )
    return list(json.loads(done.stdout))


def seed_texts() -> list[str]:
    library = Library(packaged())
    return [seed.answer for name in library.names() for seed in library.recipe(name).seeds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--key", default="answer")
    options = parser.parse_args()
    texts = (
        [json.loads(line)[options.key] for line in options.file.open(encoding="utf-8")]
        if options.file
        else seed_texts()
    )
    pairs = [(estimate_tokens(t), n) for t, n in zip(texts, real_counts(texts), strict=True) if n]
    long = [estimate / real for estimate, real in pairs if real > _LONG]
    print(f"texts: {len(pairs)}, below the real count: {sum(e < n for e, n in pairs)}")
    print(f"estimate / real, all tokens: {sum(e for e, _ in pairs) / sum(n for _, n in pairs):.2f}")
    if long:
        print(f"estimate / real, least of {len(long)} texts over {_LONG} tokens: {min(long):.2f}")


if __name__ == "__main__":
    main()
