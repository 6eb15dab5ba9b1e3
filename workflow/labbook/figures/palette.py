"""The colors of all figures, and what their captions call them: another palette is another file.

Maps of colors are named as Matplotlib names them. Pages take from here what they share with
drawings; their other colors stand at the top of templates/style/base.css. Nothing is imported here.
"""

# Of a page's text, and of the equations that are drawn into it; of its links.
PAGE_INK = "#111"
PAGE_LINK = "#0b3c6f"

# A dark blue and a mid orange: told apart by every common color vision, and in grey by lightness.
TRAINING, TRAINING_WORD = PAGE_LINK, "blue"
HELD_OUT, HELD_OUT_WORD = "#d55e00", "orange"
# Of several curves in one panel: Okabe and Ito's colors, without those too light on paper.
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#8a6d00")
# The curves of other configurations, behind.
CONTEXT, CONTEXT_WORD = "#c2c2c2", "grey"
# Text and outlines; lines of axes; lines that only guide the eye; what is left blank.
INK = "#1a1a1a"
AXIS = "#555555"
GRID = "#e4e4e4"
PAPER = "white"

# From the lowest seed to the highest, in a legend: between the two curves' colors.
BAND = "#cfc8c0"
# From the lowest class to the highest.
CLASS_RANGE = "#d6d6d6"
# Cells of a confusion matrix. Both are light enough for dark digits, and in grey they are as far
# apart as that allows.
RAREST_ERROR, COMMONEST_ERROR = "#fdeedd", "#e3772a"
RARE_DOT = "#9a9a9a"
# Around feature maps and kernels.
TILE_FRAME = "#b8b8b8"

# Parts of a network.
INPUT_LAYER = "#ffffff"
HIDDEN_LAYER = "#c9dcef"
CONVOLUTION_BLOCK = "#dbe7d3"
OUTPUT_LAYER = "#f7d3b5"
CONNECTION = "#b4bfcb"
PIXEL_GRID = "#c8c8c8"

# Maps of colors: from small to large numbers; from negative ones through zero to positive ones; of
# an image with its strokes as ink, and as light.
GROWING = "viridis"
SIGNED, NEGATIVE_WORD, ZERO_WORD, POSITIVE_WORD = "RdBu_r", "blue", "white", "red"
INK_ON_PAPER = "gray_r"
LIGHT = "gray"
