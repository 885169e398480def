"""Checks VOEvents against the schema of VOEvent 2.0 and prints what voevent-parse reads in them, as one JSON list."""

import json
import sys

import voeventparse

try:
    import comet.utility
except ImportError:
    comet = None


def params(parent):
    return {param.get("name"): param.get("value") for param in parent.findall("Param")}


facts = []
for file in sys.argv[1:]:
    with open(file, "rb") as stream:
        event = voeventparse.load(stream)
    voeventparse.assert_valid_as_v2_0(event)
    if comet:
        authority, resource, local = comet.utility.parse_ivoid(event.get("ivorn"))
        assert local
    has_place = event.find("WhereWhen") is not None
    place = voeventparse.get_event_position(event) if has_place else None
    why = event.find("Why")
    facts.append(
        {
            "ivorn": event.get("ivorn"),
            "role": event.get("role"),
            "author": str(event.Who.AuthorIVORN),
            "date": event.findtext("Who/Date"),
            "params": params(event.What),
            "groups": {group.get("name"): params(group) for group in event.What.findall("Group")},
            "tables": {
                table.get("name"): [[cell.text or "" for cell in row.findall("TD")] for row in table.Data.findall("TR")]
                for table in event.What.findall("Table")
            },
            "ra": place.ra if place else None,
            "dec": place.dec if place else None,
            "error": place.err if place else None,
            "time": voeventparse.get_event_time_as_utc(event).isoformat() if place else None,
            "importance": why.get("importance"),
            "names": [name.text for name in why.findall("Inference/Name")],
            "reasons": [text.text for text in why.findall("Inference/Description")],
        }
    )
print(json.dumps(facts))
