"""Phrases in which a model refuses, or speaks of itself instead of the image.

Words that a sign, a song or a person in the scene says are quoted, and are not the model's own.
"""

from __future__ import annotations

from datagen.validation.phrase import phrase

# not after an opening quotation mark
_OWN = r"(?<![\"'\u201c\u2018])\b"
_QUOTED = (
    r"\b(?:reads?|reading|says?|saying|written|printed|slogan|song|lyrics?|lettering|words)\b"
    r"[\s:,;]*(?:that )?[\"'\u201c]?\s*(?:I|my)\b"
)
# why a person could not see it, either
_UNSEEN = (
    r"\b(?:out of (?:(?:the )?frame|view|sight)|outside (?:of )?the frame|hidden|blocked|obscured|"
    r"blurr(?:y|ed)|too (?:small|far|dark)|cut off|fac(?:es|ing) away)\b"
)
_I = rf"{_OWN}I"
_VERY = r"(?:very |really |so |deeply |truly )?"
_CANNOT = (
    rf"(?:{_I}|{_OWN}we) (?:can(?:not|'t| not)|could(?: not|n't)|(?:am|was|are)(?: not able| "
    r"unable) to|(?:do not|don't|did not|didn't) have (?:the|any) "
    r"(?:ability|capability|capacity|means) to)"
)
_LOOK = (
    r"(?:see|view|access|look at|open|display|analy[sz]e|process|interpret|perceive|observe|"
    r"examine|inspect)"
)
_TO_SPEAK = (
    r"(?: for me)? to (?:identify|describe|speculate|discuss|comment|provide|make assumptions)\b"
)
_IMAGES_GIVEN = (
    r" (?:image|picture|photo)s?(?: (?:was|were|has been|have been|is|are|(?:seems?|appears?) to "
    r"(?:be|have been)))? (?:actually )?(?:provided|attached|given|uploaded|included|shared)\b"
)
_MODEL = (
    r"(?:ai(?! (?:researcher|engineer|scientist|expert|developer|conference))|"
    r"artificial intelligence|(?:\w+ )?language model|LLM|chatbot|"
    r"text-based (?:ai|model|assistant)|(?:virtual|digital|computer|software) "
    r"(?:assistant|program)|(?:vision|multimodal) model)"
)
_MODEL_WORDS = (
    "ai artificial language llm chatbot virtual digital computer software vision multimodal text"
)
_PICTURES = r"(?:images?|pictures?|photos?|photographs?|visuals?|attachments?)"
# what a picture is or is not attached to, in a scene
_ENCLOSED = (
    r"\b(?:letters?|envelopes?|cards?|tags?|badges?|passports?|walls?|frames?|"
    r"boards?|fridges?|refrigerators?)\b"
)
_MAKERS = (
    r"(?:OpenAI|Anthropic|Google(?: DeepMind)?|Meta(?: AI)?|Microsoft|Alibaba(?: Cloud)?|DeepSeek|"
    r"Mistral(?: AI)?|xAI|LMSYS|Moonshot(?: AI)?|Zhipu(?: AI)?)"
)
_MAKER_WORDS = (
    "openai anthropic google meta microsoft alibaba deepseek mistral xai lmsys moonshot zhipu"
)
_NAMES = (
    r"(?:ChatGPT|GPT-?\d\w*|Claude|Gemini|Gemma|Llama|LLaVA|Vicuna|Alpaca|Qwen|Mistral|Mixtral|"
    r"DeepSeek|Bard|Copilot|Grok|InternLM|InternVL|Kimi|GLM-?\d\w*|Phi-?\d\w*)"
)

REFUSAL = (
    phrase(_MODEL_WORDS, rf"\bas an? {_MODEL}\b", r"\bworks? as\b|\bcareer\b|\bjob\b"),
    phrase("assistant & i", r"\bas an? (?:helpful |visual )?assistant, I\b"),
    phrase(
        "i", rf"{_I}(?:'m| am) (?:just |only |simply |merely |actually )?an? {_MODEL}\b", _QUOTED
    ),
    phrase(
        "assistant chatbot bot model program & i",
        rf"{_I}(?:'m| am) (?:just |only |simply |merely )?an? (?:helpful |visual |large |trained )?"
        r"(?:assistant|chatbot|bot|computer program|machine learning model)\b",
        _QUOTED,
    ),
    phrase("i name", rf"(?:{_I}(?:'m| am)|{_OWN}my name is) {_NAMES}(?![\w-])", _QUOTED),
    phrase(
        _MAKER_WORDS,
        rf"\b(?:I|model|assistant|me)\b(?:'m| am| was| is|'ve been| have been)? "
        rf"(?:\w+ )?(?:trained|developed|created|made|built) by {_MAKERS}\b",
    ),
    phrase(
        "openai anthropic",
        r"\b(?:trained|developed) by (?:OpenAI|Anthropic)\b"
        r"|\b(?:OpenAI|Anthropic)(?:'s)? (?:usage |content |safety )*"
        r"(?:polic(?:y|ies)|guidelines)\b",
    ),
    phrase(
        "my & training programming guidelines knowledge capabilities policy policies developers "
        "creators instructions limitations system",
        rf"{_OWN}my (?:training(?: data)?|programming|(?:\w+ )?guidelines|knowledge cut-?off|"
        r"capabilities|(?:\w+ )?polic(?:y|ies)|developers|creators|instructions|limitations|"
        r"system prompt)\b",
        _QUOTED,
    ),
    phrase(
        "guidelines policy policies",
        r"\b(?:content|usage|ethical|safety|community) (?:guidelines|polic(?:y|ies))\b"
        r"[^.\n]{0,20}\b(?:prohibits?|prevents?|allow|permit|forbids?)\b",
    ),
    phrase(
        "i we",
        rf"{_CANNOT} (?:actually |directly |really |physically |currently )?{_LOOK}"
        r" (?:any |the |this |that |your |an? |these )?(?:actual |attached |uploaded |provided )?"
        rf"{_PICTURES}\b",
    ),
    phrase(
        "access & do don cannot can no",
        r"\b(?:do not|don't|cannot|can't|no) (?:currently )?(?:have )?(?:any |direct |actual )*"
        rf"access(?: to (?:the|this|that|any|your|an?|view)(?: actual)? {_PICTURES}\b)",
    ),
    phrase("access & i", rf"{_I} only have access to\b", _QUOTED),
    phrase(
        "possible impossible appropriate inappropriate & me identify describe speculate discuss "
        "comment provide make",
        rf"\b(?:not possible for me to {_LOOK}\b|impossible for me to {_LOOK}\b|"
        rf"not appropriate{_TO_SPEAK}|inappropriate{_TO_SPEAK})",
    ),
    phrase(
        "i we",
        rf"(?:{_I}|{_OWN}we) (?:can(?:not|'t| not)|(?:am|are) (?:unable|not able) to|won't|"
        r"will not|do not|don't) (?:help )?(?:identify|recogni[sz]e|name) "
        r"(?:the |any |this |these |real |specific )*"
        r"(?:people|persons?|individuals?|man|woman|faces?)\b",
    ),
    phrase(
        "i apologies sorry",
        rf"{_I}(?:'m| am) {_VERY}sorry(?:,(?! (?:mom|dad|mum|honey|dear|love|baby|friend))"
        r"| but| I\b|[.!](?=\s|\Z)| for (?:the|any) (?:confusion|inconvenience|misunderstanding"
        r"|mistake|error|oversight)\b)"
        r"|\A\s*sorry,? (?:but )?I\b"
        r"|\A\s*(?:I'm |I am )?afraid I (?:can|am|do)"
        rf"|{_I} apologi[sz]e\b|\bmy (?:sincere )?apologies\b",
        _QUOTED,
    ),
    phrase(
        "i",
        rf"{_I}(?:'m| am)(?: afraid I'?m?(?: am)?)?"
        r"(?: (?:just|simply|currently|also|still|really))? "
        r"(?:unable to|not (?:able|allowed|permitted|authori[sz]ed|capable|designed|programmed"
        r"|equipped|trained|comfortable|in a position|"
        r"going to (?:describe|answer|provide|help))\b)",
        rf"{_QUOTED}|{_UNSEEN}",
    ),
    phrase(
        "i",
        rf"{_I} (?:simply |just |really |unfortunately )?"
        r"(?:cannot|can't|can not|won't|will not|could not|couldn't) "
        r"(?:currently |in good conscience )?(?:assist|help(?! (?:but|it|falling))|comply|fulfill?"
        r"|answer|provide|generate|engage|complete (?:this|that|the|your)|process|support that"
        r"|continue with|do that|discuss|participate|comment on|"
        r"describe (?:this|the|that|any|it)\b)\b",
        _QUOTED,
    ),
    phrase(
        "i",
        rf"{_I}(?: must| have to| need to| will have to|'ll have to|'d have to)?(?: \w+ly)? "
        r"(?:decline|refuse) (?:to|this|that|the|your)\b"
        rf"|{_I}(?:'d| would)? (?:rather not|prefer not to)\b"
        rf"|{_I}(?:'m| am|'ve been| was) (?:designed|programmed) to\b",
        _QUOTED,
    ),
    phrase(
        "i",
        rf"{_I} (?:do not|don't) (?:actually |really |currently |personally )?(?:have|possess) "
        r"(?:the (?:ability|capability|capacity|means)|any (?:ability|visual|information)|(?:\w+ )?"
        r"(?:feelings|emotions|opinions|eyes|taste buds|consciousness|beliefs|preferences)|"
        r"enough (?:information|context|details)|sufficient (?:information|context|details)|"
        r"visual (?:capabilities|access|input)|a (?:physical )?body)\b"
        rf"|{_I} (?:do not|don't) (?:see|have) (?:an?|any) (?:attached )?(?:image|picture|photo)\b"
        rf"|{_I} (?:do not|don't) feel comfortable\b",
        _QUOTED,
    ),
    phrase(
        "request message question",
        r"\byour message is empty\b"
        r"|\b(?:this|that|your|the) (?:request|question) (?:can(?:not|'t)|could not) be "
        r"(?:fulfilled|completed|answered|processed)\b"
        r"|\b(?:this|that|your) request (?:violates|goes against)\b",
    ),
    phrase(
        "image picture photo images pictures photos & provided attached given uploaded included "
        "shared & no without not isn wasn hasn",
        rf"\b(?:no{_IMAGES_GIVEN}|without an?{_IMAGES_GIVEN}"
        r"|the (?:image|picture|photo) (?:is|was|has)(?: not|n't) (?:been )?"
        r"(?:provided|attached|uploaded|included|shared)\b)",
        _ENCLOSED,
    ),
    phrase(
        "you",
        r"\byou (?:have not|haven't|did not|didn't) (?:\w+ )?"
        r"(?:provided?|attach(?:ed)?|upload(?:ed)?|included?|shared?)\b"
        r"[^.\n]{0,12}\b(?:image|picture|photo)",
        _ENCLOSED,
    ),
    phrase(
        "load upload come & image picture photo",
        r"\b(?:image|picture|photo) (?:did not|didn't|failed to|does not|doesn't) "
        r"(?:seem to )?(?:load|upload|come through)\b",
        r"\b(?:screens?|phones?|laptops?|pages?)\b",
    ),
    phrase(
        "seeing viewing access able & without",
        r"\bwithout (?:seeing|viewing|access to|being able to (?:see|view)) the (?:actual )?"
        rf"{_PICTURES}\b",
        r"\b(?:people|visitors|guests|those|anyone)\b",
    ),
    phrase(
        "please you",
        r"\b(?:please|you|once you) (?:please |can |could )?"
        r"(?:provide|upload|share|attach|describe|send)(?: me)?(?: with)? "
        r"(?:an?|the|your|more|it)\b[^.\n]{0,30}\b(?:images?|captions?|context|information|details)\b"
        r"|\bcould you (?:please )?(?:upload|attach|share) (?:it|the)\b",
    ),
    phrase(
        "assist help & how",
        rf"{_OWN}how (?:can|may) I (?:assist|help) you\b",
        r"\b(?:asks?|asking|says?|reads?)\b",
    ),
)
