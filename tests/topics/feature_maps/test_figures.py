"""The figures of what a network's filters answer."""

import re
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import AxesImage
from matplotlib.text import Text

from labbook.figures.figure_files import figure_to_svg
from labbook.figures.illustration import Illustration
from labbook.figures.style import TEXT_WIDTH_MM, drawing_style
from labbook.topics.feature_maps.draw_job import KINDS
from labbook.topics.feature_maps.feature_map_files import FeatureMaps, FeatureMapStatistics
from labbook.topics.feature_maps.tiles import tile_grid
from made_up_feature_maps import made_up_maps, made_up_statistics

LABEL = "4 + 4 filters"
FOUR = [[0.5, 0.6, 0.3, 0.2]]
ROOM_MM = 205.0  # of a page, with a caption below


def drawn(kind: str, statistics: FeatureMapStatistics, maps: FeatureMaps) -> Illustration:
    with drawing_style():
        illustration = KINDS[kind](statistics, maps, LABEL)
        FigureCanvasAgg(illustration.figure).draw()
    return illustration


def images_of(illustration: Illustration) -> list[AxesImage]:
    return illustration.figure.findobj(AxesImage)


def words(illustration: Illustration) -> str:
    return " ".join(text.get_text() for text in illustration.figure.findobj(Text))


def test_a_tile_for_the_input_and_for_each_map_on_the_scale_of_its_layer() -> None:
    statistics = made_up_statistics(FOUR, filters=(5, 20, 3, 1))
    maps = made_up_maps(statistics)
    illustration = drawn("feature_maps_1", statistics, maps)
    first, *tiles = images_of(illustration)
    assert np.array_equal(first.get_array(), maps.images[0])
    assert len(tiles) == 5 + 20 + 3 + 1
    assert np.array_equal(tiles[7].get_array(), maps.layers[1][0, :, :, 2])
    layers = np.repeat([0, 1, 2, 3], (5, 20, 3, 1))
    for tile, layer in zip(tiles, layers, strict=True):
        most = float(maps.layers[layer][0].max())
        assert tile.get_clim() == (0.0, most or 1.0)
        assert tile.get_cmap().name == "gray_r"
    found = words(illustration)
    for text in ("Convolution 1", "5 maps of 8 × 8 pixels", "20 maps of 8 × 8", "3 maps of 4 × 4"):
        assert text in found
    assert "1 map of 4 × 4 pixels; all zero" in found


def test_each_figure_is_of_its_own_image() -> None:
    statistics = made_up_statistics(FOUR, digits=(3, 8, 0))
    maps = made_up_maps(statistics)
    for place, digit in enumerate(("a 3", "an 8", "a 0")):
        illustration = drawn(f"feature_maps_{place + 1}", statistics, maps)
        assert np.array_equal(images_of(illustration)[0].get_array(), maps.images[place])
        assert f"answer to {digit}, " in illustration.caption
        assert f"test image of {digit}," in illustration.alternative
        right = "none of which it answers right" not in illustration.caption
        assert right == statistics.images[place].is_right == (place != 1)


def test_an_image_is_called_by_the_name_of_its_class() -> None:
    made_up = made_up_statistics(FOUR, digits=(1, 9))
    names = ("Trouser", "Ankle boot")
    images = tuple(replace(one, name=name) for one, name in zip(made_up.images, names, strict=True))
    statistics = replace(made_up, images=images, noun="garment")
    maps = made_up_maps(statistics)
    trouser, boot, nothing = (
        drawn(f"feature_maps_{place}", statistics, maps) for place in (1, 2, 3)
    )
    assert "answer to a Trouser, the first that" in trouser.caption
    assert "answer to an Ankle boot, the first of its garment, none of which" in boot.caption
    assert "No further garment was asked for" in words(nothing)


@pytest.mark.parametrize("n_digits", [1, 2])
def test_there_is_no_figure_of_a_digit_that_is_not_asked_for(n_digits: int) -> None:
    statistics = made_up_statistics(FOUR, digits=(3, 8)[:n_digits])
    maps = made_up_maps(statistics)
    shown = [drawn(f"feature_maps_{place}", statistics, maps).in_report for place in (1, 2, 3)]
    assert shown == [True, n_digits > 1, False]


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_run_there_is_no_place_for_it(kind: str) -> None:
    statistics = made_up_statistics([])
    illustration = drawn(kind, statistics, made_up_maps(statistics))
    assert not illustration.in_report
    assert len(illustration.table) == 1


def test_the_table_has_every_map() -> None:
    statistics = made_up_statistics([[0.5, 0.2]], filters=(5, 3))
    maps = made_up_maps(statistics)
    rows = drawn("feature_maps_2", statistics, maps).table[1:]
    assert [(row[0], row[1]) for row in rows] == [
        *(("1", str(number)) for number in range(1, 6)),
        *(("2", str(number)) for number in range(1, 4)),
    ]
    for row, one in zip(rows[:5], np.moveaxis(maps.layers[0][1], -1, 0), strict=True):
        assert float(row[2]) == pytest.approx(one.mean())
        assert float(row[3]) == one.max()
        assert float(row[4]) == np.mean(one == 0)
        assert row[5] == ("no" if one.any() else "yes")


def test_silent_maps_are_counted_in_the_caption_and_layer_by_layer_in_the_text() -> None:
    statistics = made_up_statistics([[0.5, 0.2]])
    maps = made_up_maps(statistics)
    some = drawn("feature_maps_1", statistics, maps)
    assert "(2 here)" in some.caption
    assert "Convolution 1: 4 maps of 8 × 8 pixels, 1 silent," in some.alternative
    loud = FeatureMaps(maps.images, tuple(one + 1 for one in maps.layers), maps.kernels)
    none = drawn("feature_maps_1", statistics, loud)
    assert "(none here)" in none.caption
    assert "none silent" in none.alternative


def test_negative_answers_get_colors_around_zero() -> None:
    statistics = made_up_statistics([[0.5]])
    maps = made_up_maps(statistics, signed=True)
    illustration = drawn("feature_maps_1", statistics, maps)
    most = float(np.abs(maps.layers[0][0]).max())
    for tile in images_of(illustration)[1:]:
        assert tile.get_clim() == (-most, most)
        assert tile.get_cmap().name == "RdBu_r"
    assert "(blue)" in words(illustration)


def test_kernels_of_one_channel_are_shown_around_zero_with_their_scale() -> None:
    statistics = made_up_statistics([[0.5]], filters=(20,))
    maps = made_up_maps(statistics)
    illustration = drawn("kernels", statistics, maps)
    *tiles, scale = images_of(illustration)
    most = float(np.abs(maps.kernels).max())
    assert len(tiles) == 20
    assert np.array_equal(tiles[3].get_array(), maps.kernels[:, :, 0, 3])
    assert {one.get_clim() for one in [*tiles, scale]} == {(-most, most)}
    assert f"−{most:.3g}" in words(illustration)
    rows = illustration.table[1:]
    assert len(rows) == 20 * 9
    assert float(rows[9 + 5][4]) == maps.kernels[1, 2, 0, 1]
    assert rows[9 + 5][:4] == ["2", "2", "3", "1"]


def test_kernels_of_three_channels_are_shown_in_color_with_gray_for_zero() -> None:
    statistics = made_up_statistics([[0.5]], filters=(5,))
    maps = made_up_maps(statistics, 3)
    maps.kernels[1, 1, :, 2] = 0
    illustration = drawn("kernels", statistics, maps)
    tiles = images_of(illustration)
    assert len(tiles) == 5
    assert np.asarray(tiles[2].get_array())[1, 1] == pytest.approx([0.5] * 3)
    most = np.abs(maps.kernels).max()
    shown = np.stack([np.asarray(one.get_array()) for one in tiles], axis=-1)
    assert shown == pytest.approx(0.5 + maps.kernels / (2 * most))
    assert "red, green and blue" in illustration.caption
    colored = images_of(drawn("feature_maps_1", statistics, maps))[0]
    assert np.array_equal(colored.get_array(), maps.images[0])


@pytest.mark.parametrize("kind", ["kernels", "feature_maps_1"])
@pytest.mark.parametrize("n_channels", [0, 3])
@pytest.mark.parametrize("filters", [(1,), (5, 20), (32, 32, 64, 64)])
def test_nothing_is_cut(kind: str, n_channels: int, filters: tuple[int, ...]) -> None:
    statistics = made_up_statistics([[0.5] * len(filters)], filters=filters, side=28)
    figure = drawn(kind, statistics, made_up_maps(statistics, n_channels)).figure
    width, height = figure.canvas.get_width_height()
    for text in figure.findobj(Text):
        if text.get_text().strip():
            box = text.get_window_extent()
            assert -1 <= box.x0 <= box.x1 <= width + 1, text.get_text()
            assert -1 <= box.y0 <= box.y1 <= height + 1, text.get_text()
    (ax,) = figure.axes
    for image in figure.findobj(AxesImage):
        left, right, bottom, top = image.get_extent()
        assert 0 <= left < right <= TEXT_WIDTH_MM
        assert 0 <= top < bottom <= ax.get_ylim()[0]
    assert figure.get_size_inches()[1] * 25.4 <= ROOM_MM


def test_sixteen_tiles_stand_in_a_row_and_smaller_ones_where_they_are_many() -> None:
    usual = tile_grid([(32, 1.0), (32, 1.0)], 24.0)
    assert {one.n_columns for one in usual} == {16}
    assert usual[0].tile(15)[0] + usual[0].width <= TEXT_WIDTH_MM
    assert usual[0].tile(16)[0] == usual[0].tile(0)[0]
    many = tile_grid([(64, 1.0)] * 6, 24.0)
    assert many[0].n_columns > 16
    assert many[-1].bottom <= ROOM_MM
    assert {one.n_shown for one in many} == {64}


def test_what_has_no_room_on_a_page_is_left_out_and_said() -> None:
    filters = (512,) * 8
    grid = tile_grid([(one, 1.0) for one in filters], 24.0)
    assert grid[-1].bottom <= ROOM_MM
    assert {one.n_shown for one in grid} == {grid[0].n_shown}
    assert 0 < grid[0].n_shown < 512
    statistics = made_up_statistics([[0.5] * 8], filters=filters, side=16)
    illustration = drawn("feature_maps_1", statistics, made_up_maps(statistics))
    assert f"of which the first {grid[0].n_shown} are drawn" in words(illustration)
    assert "Not all maps have room." in illustration.caption
    assert len(illustration.table) == 1 + 8 * 512


@pytest.mark.parametrize("kind", ["kernels", "feature_maps_1"])
def test_same_bytes_twice_and_no_date(kind: str) -> None:
    statistics = made_up_statistics(FOUR)
    maps = made_up_maps(statistics)

    def svg() -> str:
        with drawing_style():
            return figure_to_svg(KINDS[kind](statistics, maps, LABEL).figure)

    first = svg()
    assert first == svg()
    assert "date" not in re.sub(r"base64,[^\")]*", "", first).lower()
