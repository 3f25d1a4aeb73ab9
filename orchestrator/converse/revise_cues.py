"""The English of a change of mind: words that tell that something changes, and patterns for what kind of change it is."""

from __future__ import annotations

import re

from orchestrator.translate.words import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words.split())


def _cue(pattern: str) -> re.Pattern[str]:
    """A pattern that is written over several lines, in any case; blanks in what is read are `\\s+`."""
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


# What tells that something changes, and nothing of what.
CHANGING = _stems(
    """
    change make set switch swap replace substitute exchange update move raise lower increase decrease reduce bump put correct
    fix adjust edit modify turn use take pick choose select go
    """
)
# After these "to" says what something becomes, and not where it goes.
BECOMING = _stems("change make set switch swap update correct turn modify alter replace adjust edit fix")
FILLERS = CHANGING | _stems(
    """
    actually sorry wait hmm oops oh well correction mistake typo mean meant though try prefer decide decided mind thought think
    better fine great good cool say cheers um uh nah nope yep yeah bother again wrong value new old instead become rather simply
    really bit ah ahem sec kindly please thanks thank hello dear should suppose reconsider figure other different
    whole stay keep same currently originally said entered typed wrote write want wanted need
    """
)
MONEY = _stems("dollar dollars euro euros pound pounds bucks buck usd eur gbp chf nok franc francs kroner")
IRREGULAR = {"sent": "send", "paid": "pay", "made": "make", "written": "write", "wrote": "write", "bought": "buy", "given": "give"}
# What is said of a thing, and is no value of it: "the message is too long".
STATES = frozenset(
    "too wrong fine ok okay good great bad missing right correct important unclear long short late ready enough".split()
)

JOINTS = frozenset("and but then also plus afterwards yet".split())
SIGNS = frozenset(".!?;,–—\n")
SENTENCE_ENDS = frozenset(".!?;\n")

KEEPING = _cue(
    r"""\b(?:leave|keep)\s+(?:it|that|this|them|everything|things|all|the\s+rest)\b(?!\s+(?:out|off))
    |\bas\s+(?:it\s+)?(?:is|was)\s*$|\bunchanged\b|\bstays?\s+(?:the\s+same|as)\b"""
)
IN_PLACE = _cue(r"(?:instead|rather|in\s+place|in\s+lieu)\b")
IDIOMS = _cue(
    r"""\b(?:on\s+second\s+thoughts?|in\s+(?:that|this)\s+case|in\s+fact|hang\s+on|hold\s+on|come\s+to\s+think\s+of\s+it
    |(?:wait|just)\s+a\s+(?:minute|moment|second|sec)|at\s+the\s+end\s+of\s+the\s+day|for\s+now|after\s+all|if\s+possible
    |(?:call|name|title)(?=\s+(?:it|this|that)\s))\b"""
)
ADDS = _cue(
    r"""\b(?:also|too|as\s+well|additionally|in\s+addition|plus|besides|another|on\s+top(?:\s+of\s+that)?|afterwards
    |after\s+that)\b"""
)
INSTEAD = _cue(r"\b(?:instead(?!\s+of)|rather(?!\s+than))\b")
CONDITION = _cue(
    r"""^\W*(?:if|unless|in\s+case|provided|assuming|suppose|supposing|when(?:ever)?|once|as\s+soon\s+as|only\s+if)\b
    |\b(?:if|unless)\b(?!\s+(?:possible|you\s+can|that['’]s\s+ok))"""
)
ASKING = _cue(
    r"""^\W*(?:why|what\s+(?:if|about\s+if|happens|would)|how\s+(?:come|would|about\s+if)|who|should\s+i|would\s+it|could\s+it
    |does\s+it|did\s+(?:you|i|we)|do\s+you|is\s+(?:it|that|this|there)|are\s+(?:you|we|they)|was\s+(?:it|that)|shall\s+i
    |am\s+i)\b"""
)
_NOT = r"(?:do|does|did|should|must|need)(?:\s+not|n['’]?t)|never(?!\s*mind)"
DENY = _cue(
    rf"""\b(?:(?:{_NOT})(?!\s+(?:forget|hesitate|worry|wait|know|mind|remember|recall|have\s+(?:the|a|an|that|my|any)\b))
    |no\s+need\s+(?:to|for|of)|(?:i|we)\s+(?:no\s+longer|don['’]?t)\s+(?:want|need)(?:\s+to)?|no\s+longer
    |not(?!\s+(?:sure|certain|known|only|just|yet))
    |no(?=\s+\w)(?!\s+(?:idea|clue|wait|problem|make|change|use|it|that|this|actually|sorry|i\b|we\b|the\b|more\b|less\b|later\b
        |longer\b|need\b))
    |without|instead\s+of|rather\s+than|in\s+place\s+of|in\s+lieu\s+of|isn['’]?t|wasn['’]?t|aren['’]?t)(?!\w)"""
)
_OUT = r"(?=(?:\s+\S+){1,6}?\s+(?:out|off)\b)"
DROP = _cue(
    rf"""\b(?:never\s?mind|forget(?:\s+about)?|skip|drop|scrap|scratch|omit|ditch|leave\s+(?:out|off)|leave{_OUT}
    |take\s+(?:out|off)|take{_OUT}|get\s+rid\s+of|do\s+without
    |(?P<soft>cancel|remove|delete|stop|abort|undo|erase|discard))\b"""
)
# Words that drop a goal, and that may be what an API does.
SOFT = _stems("cancel remove delete stop abort undo erase discard")
UNKNOWN = _cue(
    r"""\b(?:(?:do\s+not|don['’]?t|does\s+not|doesn['’]?t|can\s?not|can['’]?t|couldn['’]?t|could\s+not)\s+
        (?:(?:really|actually|even|currently|exactly|yet)\s+)?
        (?:know|remember|recall|have(?=\s+(?:the|a|an|that|my|any|his|her|their|its)\b)|tell|say|find)
    |no\s+(?:idea|clue)|(?:am\s+|'m\s+|’m\s+)?(?:not\s+(?:sure|certain)|unsure)|have\s+no|haven['’]?t\s+got
    |(?:is|are)\s+(?:unknown|not\s+known)|who\s+knows)\b"""
)
# What may stand before the word that drops or denies something.
BEFORE_NO = _cue(
    r"""^\W*(?:(?:and|but|so|then|ok|okay|oh|no|actually|please|well|just|let['’]?s|let\s+us|can\s+you|could\s+you|would\s+you
    |you\s+can|you\s+may|i|we|i['’]d|i['’]ll|want|wanted|need|like|would|to|rather|you|sorry|wait|hmm|hey|now|instead|better|also
    |think|guess|kindly|it|that|the|this)\b[\s,]*)*$"""
)
# What announces a text: "a note saying call first".
_ANNOUNCING = r"saying|that\s+says|which\s+says|that\s+reads|reading|with\s+the\s+(?:text|words|message)|says|reads"
_AFTER = r"\b(?:\s+that\b)?\s*[:,]?\s*"
ANNOUNCED = _cue(rf"\b(?:{_ANNOUNCING}){_AFTER}")
SAYING = _cue(rf"\b(?:{_ANNOUNCING}|(?:should|to)\s+(?:say|read)){_AFTER}")
# How much more or less, or a limit, rather than how much.
RELATIVE = _cue(
    r"""\b(?:more|less|fewer|extra|additional|later|earlier|longer|shorter|another|twice|double|triple|half
        |percent\s+(?:off|more|less))\b
    |\b(?:rais|lower|increas|decreas|reduc|bump|cut|extend|shorten)\w*\b(?:\s+\S+){0,3}?\s+by\b|%\s*(?:off|more|less)
    |\b(?:at\s+(?:most|least)|no\s+more\s+than|less\s+than|more\s+than|(?:up\s+to|under|over|below|above|between)(?=\s+[\d$€£]))
        (?!\w)"""
)
LINK = _cue(
    r"""\b(?:should\s+be|should\s+have\s+been|must\s+be|has\s+to\s+be|needs?\s+to\s+be|will\s+be|to\s+be|is|are|was|were|be|to|as|into
    |with|by|for)\b|[:=]|->|→"""
)
