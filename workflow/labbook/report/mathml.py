"""Convert LaTeX to MathML with the spaces of TeX, for every renderer.

Renderers put different spaces around operators, so each operator here states its spaces. The rules
are those of The TeXbook (Knuth, 1984), chapter 18: thin spaces around the name of a
function and after a comma, medium ones around a binary operator, thick ones around a relation, none
in scripts.
"""

import re
from xml.etree.ElementTree import Element, fromstring

from labbook.errors import LabbookError

# In em.
THIN, MEDIUM, THICK = 0.167, 0.222, 0.278
_RELATIONS = frozenset("=≠<>≤≥≈∈→←⇒")
_BINARY = frozenset("+−±×·⊙")
_CLOSING, _BARS = frozenset(")]}⟩"), frozenset("|‖")
_PRIME = "′"
_DOTS = frozenset("…⋯")
# Limits stand below and above in a displayed equation, and beside the symbol in a line of text.
_BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
_BELOW = {beside: below for below, beside in _BESIDE.items()}
_WITH_LIMITS = frozenset({"∑", "max", "min"})
_SCRIPTED = frozenset({*_BELOW, *_BESIDE})
_COMMAND = re.compile(r"\\[A-Za-z]*")


def mathml(latex: str, display: bool) -> Element:
    """The `math` element without a namespace, as in HTML; its lengths are in em.

    `display`: whether the formula has a line of its own. Raises LabbookError, whose message is only
    the reason, if the LaTeX cannot be read.
    """
    from latex2mathml.converter import convert

    if not latex:
        raise LabbookError("there is none")
    # The library raises its own exceptions, IndexError and others, and misses some mistakes.
    try:
        root = fromstring(convert(latex, display="block" if display else "inline"))
    except Exception as error:
        raise LabbookError(str(error) or type(error).__name__) from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        command = _COMMAND.search(element.text or "")
        if command:
            raise LabbookError(f"{command[0]} is no command that is known here")
        variant = element.get("mathvariant", "normal")
        if variant != "normal":
            raise LabbookError(f"browsers do not show “{_text(element)}” in {variant}")
        # The name of a function, such as “max”.
        if element.tag == "mo" and len(_text(element)) > 1 and _text(element).isalpha():
            element.tag = "mi"
        # The primes of the font are already raised; a superscript would raise them again.
        if element.tag == "msup" and set(_text(element[1])) == {_PRIME}:
            element.tag, element[1].tag = "mrow", "mo"
        if _text(element) == "∑":
            element.set("stretchy", "false")
        # Dots stand for terms, so they are identifiers and not operators.
        if element.tag == "mo" and _text(element) in _DOTS:
            element.tag = "mi"
        # Only the columns of cases need a distance; those of aligned equations have one.
        if element.tag == "mtable" and "columnspacing" not in element.attrib:
            element.set("columnspacing", "1em")
    _place_limits(root, display)
    _space(root, in_script=False)
    return root


def _place_limits(element: Element, display: bool) -> None:
    """Set the limits of sums as TeX does: below and above if the element is displayed."""
    if element.tag == "mtable":
        display = element.get("displaystyle") == "true"
    if element.tag in _SCRIPTED and _text(element[0]) in _WITH_LIMITS:
        element.tag = (_BELOW if display else _BESIDE).get(element.tag, element.tag)
    for place, child in enumerate(element):
        script = element.tag in _SCRIPTED and place > 0
        _place_limits(child, display and element.tag != "mfrac" and not script)


def _space(element: Element, in_script: bool) -> None:
    """Set the spaces of all operators and function names inside an element."""
    before: Element | None = None
    for place, child in enumerate(list(element)):
        in_this = in_script or (element.tag in _SCRIPTED and place > 0)
        if child.tag == "mo":
            left, right = (0.0, 0.0) if in_this else _spaces(child, before)
            child.set("lspace", f"{left}em")
            child.set("rspace", f"{right}em")
        _space(child, in_this)
        before = child
    if element.tag not in _SCRIPTED and element.tag != "mfrac" and not in_script:
        _space_functions(element)


def _spaces(operator: Element, before: Element | None) -> tuple[float, float]:
    """The spaces (em) left and right of an operator; `before` is the element in front of it."""
    text = _text(operator)
    # After nothing, a relation or an opening bracket, the operator is a sign.
    if text in _BINARY and not _ends_a_term(before):
        operator.set("form", "prefix")
        return 0.0, 0.0
    if text in _BARS:
        operator.set("stretchy", "false")
        operator.set("form", "postfix" if _ends_a_term(before) else "prefix")
    if text in _RELATIONS:
        return THICK, THICK
    if text in _BINARY:
        return MEDIUM, MEDIUM
    if text == "∑":
        return THIN, THIN
    return 0.0, THIN if text == "," else 0.0


def _ends_a_term(element: Element | None) -> bool:
    if element is None or element.tag == "mspace":
        return False
    if element.tag == "mo":
        return _text(element) in _CLOSING or (
            _text(element) in _BARS and element.get("form") == "postfix"
        )
    # An empty identifier opens a column of aligned equations.
    return not (element.tag == "mi" and not _text(element))


def _space_functions(row: Element) -> None:
    """Insert thin spaces between the names of functions in a row and their neighbors."""
    children = list(row)
    for place in range(len(children) - 1, -1, -1):
        if not _is_function(children[place]):
            continue
        following = children[place + 1] if place + 1 < len(children) else None
        if following is not None and following.tag not in ("mo", "mspace"):
            row.insert(place + 1, _thin_space())
        if place and _ends_a_term(children[place - 1]) and not _is_function(children[place - 1]):
            row.insert(place, _thin_space())


def _is_function(element: Element) -> bool:
    if element.tag in _SCRIPTED:
        return _is_function(element[0])
    return element.tag == "mi" and len(_text(element)) > 1


def _thin_space() -> Element:
    return Element("mspace", {"width": f"{THIN}em"})


def _text(element: Element) -> str:
    return (element.text or "").strip()
