"""Where the shapes of charts are drawn, and that a band of similar organisations names none of them."""

from datetime import date
from types import SimpleNamespace

from apps.insights.charts import Bars, Funnel, Lines
from apps.insights.queries.overview import band_block, band_of
from apps.insights.queries.page import Flow


def test_a_bar_is_as_long_as_its_value_is_to_the_largest():
    chart = Bars([("A", 10, "10"), ("B", 5, "5"), ("C", None, "fewer than 5")])
    assert chart.rows == [("A", 100, "10"), ("B", 50, "5"), ("C", 0, "fewer than 5")]
    assert Bars([("A", None, "too few")]).is_empty


def test_a_funnel_stands_in_the_middle():
    chart = Funnel([("Asked", 100, "100"), ("Done", 50, "50")])
    assert chart.rows == [("Asked", 0, 100, "100"), ("Done", 25, 50, "50")]


def test_a_line_has_a_gap_where_nothing_is_known():
    [(_, _, path, points)] = Lines(list("abcde"), [("Asked", [5, 10, None, 20, 25])]).paths
    assert path.count("M") == 2
    assert len(points) == 4
    heights = [y for _, y in points]
    assert heights == sorted(heights, reverse=True)


def test_two_points_are_no_line():
    assert Lines(list("abc"), [("Asked", [5, None, 5])]).is_empty
    assert not Lines(list("abc"), [("Asked", [5, 5, 5])]).is_empty


def snapshot_of(**heads):
    scopes = [{"code": "", "name": "All departments", "parent": None}]
    scopes += [{"code": code, "name": f"Department {code}", "parent": ""} for code in heads]
    cells = {code: {"all": {"headcount": head}} for code, head in heads.items()}
    return SimpleNamespace(as_of=date(2026, 11, 21), figures={"scopes": scopes, "cells": cells})


def scope(snapshot, code):
    return next(one for one in snapshot.figures["scopes"] if one["code"] == code)


def test_a_band_has_those_of_half_to_twice_the_size_and_three_at_least():
    snapshot = snapshot_of(A=1000, B=500, C=1990, D=1200, E=490, F="fewer than 5")
    assert [one["code"] for one in band_of(snapshot, scope(snapshot, "A"))] == ["B", "C", "D"]
    assert band_of(snapshot, scope(snapshot, "E")) == []
    assert band_of(snapshot, scope(snapshot, "")) == []


def test_a_band_is_added_up_and_names_none_of_its_organisations():
    snapshot = snapshot_of(A=1000, B=500, C=1990, D=1200)
    flow = Flow({"cells": {"started": {"all": 50}}})
    others = [(code, Flow({"cells": {"started": {"all": 10}}})) for code in "BCD"]
    block = band_block(flow, snapshot, scope(snapshot, "A"), others)
    assert "5.0% started, 0.8% there" in block.title
    assert block.lines[0].cells == ["5.0%", "0.8%"]
    assert not any(f"Department {code}" in str(block) for code in "BCD")
