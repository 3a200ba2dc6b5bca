"""The figure of sales agrees with the tables."""

from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch, PathPatch

from sim.results.reading.series import last_year


def test_network_places_do_not_move_and_new_sales_stand_out(pair, drawn):
    figure = drawn("network")
    base, other = figure.axes
    places = [[box.get_bbox().bounds for box in axes.findobj(FancyBboxPatch)] for axes in (base, other)]
    assert places[0] == places[1]
    assert len(places[0]) == 3 + 7 + 6
    edges = [[p for p in axes.patches if isinstance(p, PathPatch)] for axes in (base, other)]
    for found, ensemble in zip(edges, pair.ensembles, strict=True):
        hosted = last_year(ensemble, "model_on_cloud", "hosted_volume").mean()
        routed = last_year(ensemble, "model_in_app", "routed_volume").mean()
        assert len(found) == (hosted > 1e-9).sum() + (routed > 1e-9).sum()
    common = to_hex(edges[0][0].get_edgecolor())
    new = [edge for edge in edges[1] if to_hex(edge.get_edgecolor()) != common]
    assert len(new) == 2  # the model that was exclusive, on the two other clouds
    assert all(to_hex(edge.get_edgecolor()) == common for edge in edges[0])


def test_network_labels_do_not_overlap(drawn):
    figure = drawn("network")
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        for i, box in enumerate(boxes):
            # Lines of one label may touch, different labels may not.
            apart = [other for other in boxes[i + 1 :] if abs(other.y0 - box.y0) < 5 and box.overlaps(other)]
            assert not apart
