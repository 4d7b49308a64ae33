"""The order in a written file is the same whatever order a database keeps keys in."""

from dataclasses import replace

from indicators.catalogue import framework_yaml, read_framework, read_framework_text, read_instruments
from indicators.services.load import shipped_frameworks, shipped_instruments

KNOWN = {provision.code for instrument in read_instruments(shipped_instruments()) for provision in instrument.provisions}


def backwards(value):
    """Mappings with their keys the other way round."""
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


def test_texts_rules_and_levels_are_written_in_one_order():
    for path in shipped_frameworks():
        entry = read_framework(path, known_provisions=KNOWN)
        turned = read_framework_text(framework_yaml(entry), "uji.yaml", known_provisions=KNOWN)
        criteria = tuple(
            replace(criterion, title=backwards(criterion.title), rights=tuple(_right(right) for right in criterion.rights))
            for criterion in turned.criteria
        )

        written = framework_yaml(replace(turned, title=backwards(turned.title), criteria=criteria))

        assert written == framework_yaml(entry)


def _right(right):
    indicators = tuple(
        replace(row, statement=backwards(row.statement), rule=backwards(row.rule), level_labels=backwards(row.level_labels))
        for row in right.indicators
    )
    return replace(right, summary=backwards(right.summary), indicators=indicators)
