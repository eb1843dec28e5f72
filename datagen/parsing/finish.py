"""A server's finish reason in, what it means out.

OpenAI's own are `stop`, `length`, `content_filter`, `tool_calls` and the older `function_call`;
servers that translate for another API let its words through:

    eos, eos_token, stop_sequence   Hugging Face TGI (FinishReason), Together AI
    end_turn, max_tokens, tool_use, refusal, model_context_window_exceeded
                                    Anthropic Messages (stop_reason), Amazon Bedrock Converse
    guardrail_intervened, content_filtered
                                    Amazon Bedrock Converse (stopReason)
    STOP, MAX_TOKENS, SAFETY, RECITATION, BLOCKLIST, PROHIBITED_CONTENT, SPII,
    MALFORMED_FUNCTION_CALL         Google Gemini and Vertex AI (Candidate.FinishReason)
    model_length                    Mistral (ChatCompletionChoice)
    COMPLETE, STOP_SEQUENCE, MAX_TOKENS, TOOL_CALL, ERROR_TOXIC
                                    Cohere (ChatFinishReason)
    eosFound, stopStringFound, maxPredictedTokensReached, contextLengthReached
                                    LM Studio (LLMPredictionStopReason)

Whatever means neither of the four (`error` of OpenRouter and Mistral, `abort` of vLLM and SGLang,
`insufficient_system_resource` of DeepSeek, `OTHER`, `LANGUAGE`) is no finished answer, and so is a
word that is not known.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Meaning: TypeAlias = Literal["stop", "length", "content_filter", "tool_calls"]

_WORDS: dict[Meaning, str] = {
    "stop": "stop eos eos_token stop_sequence end_turn complete completed eosfound stopstringfound",
    "length": "length max_tokens max_output_tokens max_length model_length "
    "model_context_window_exceeded maxpredictedtokensreached contextlengthreached",
    "content_filter": "content_filter content_filtered guardrail_intervened refusal safety "
    "recitation blocklist prohibited_content spii image_safety error_toxic",
    "tool_calls": "tool_calls tool_call function_call tool_use malformed_function_call",
}
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


def meaning_of(finish_reason: str) -> Meaning | None:
    """None where the word is not known. `FinishReason.STOP` is Python's way to write STOP."""
    word = finish_reason.strip().rpartition(".")[2].casefold().replace("-", "_")
    return _MEANINGS.get(word)
