"""The names that the engines know, so that a config is checked without importing Keras."""

# What the networks from scratch can do. A test compares this with the room `scratch`.
NUMPY_ACTIVATIONS = ("linear", "relu", "sigmoid", "softmax", "tanh")
NUMPY_LOSSES = ("binary_crossentropy", "categorical_crossentropy")

# What Keras 3 knows (keras.io/api). A test compares these tables with the installed version.
ACTIVATIONS = (
    "celu",
    "elu",
    "exponential",
    "gelu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
)

# Not of Keras but of `models/activations.py`, for hidden layers that Keras trains.
OWN_ACTIVATIONS = ("lecun_tanh",)

# Each optimizer's default learning rate: written into the spec, so that a run says what it used.
OPTIMIZER_LEARNING_RATES = {
    "adadelta": 0.001,
    "adafactor": 0.001,
    "adagrad": 0.001,
    "adam": 0.001,
    "adamax": 0.001,
    "adamw": 0.001,
    "ftrl": 0.001,
    "lamb": 0.001,
    "lion": 0.001,
    "muon": 0.001,
    "nadam": 0.001,
    "rmsprop": 0.001,
    "schedulefreeadamw": 0.0025,
    "sgd": 0.01,
}

# The numbers that an optimizer takes beside its learning rate.
OPTIMIZER_ARGUMENTS = {
    "adadelta": ("rho", "epsilon"),
    "adafactor": ("beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step"),
    "adagrad": ("initial_accumulator_value", "epsilon"),
    "adam": ("beta_1", "beta_2", "epsilon", "amsgrad"),
    "adamax": ("beta_1", "beta_2", "epsilon"),
    "adamw": ("beta_1", "beta_2", "epsilon", "amsgrad"),
    "ftrl": (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    ),
    "lamb": ("beta_1", "beta_2", "epsilon"),
    "lion": ("beta_1", "beta_2"),
    "muon": ("adam_beta_1", "adam_beta_2", "adam_weight_decay", "epsilon", "momentum", "nesterov"),
    "nadam": ("beta_1", "beta_2", "epsilon"),
    "rmsprop": ("rho", "momentum", "epsilon", "centered"),
    "schedulefreeadamw": ("beta_1", "beta_2", "epsilon", "warmup_steps"),
    "sgd": ("momentum", "nesterov"),
}
# Of these and of schedules, what is true or false.
SWITCHES = {"amsgrad", "centered", "cycle", "nesterov", "relative_step", "staircase"}
# What is a share of something before; Keras itself takes any number.
SHARES = {"adam_beta_1", "adam_beta_2", "beta_1", "beta_2", "momentum", "rho"}
# All others are at least 0.
MAY_BE_NEGATIVE = {"beta_2_decay", "learning_rate_power"}
SHARED_OPTIMIZER_ARGUMENTS = (
    "weight_decay",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
)

# Arguments that count steps may be given in epochs: decay_epochs for decay_steps.
SCHEDULE_ARGUMENTS = {
    "CosineDecay": (
        "initial_learning_rate",
        "decay_steps",
        "decay_epochs",
        "alpha",
        "warmup_target",
        "warmup_steps",
        "warmup_epochs",
    ),
    "CosineDecayRestarts": (
        "initial_learning_rate",
        "first_decay_steps",
        "first_decay_epochs",
        "t_mul",
        "m_mul",
        "alpha",
    ),
    "ExponentialDecay": (
        "initial_learning_rate",
        "decay_steps",
        "decay_epochs",
        "decay_rate",
        "staircase",
    ),
    "InverseTimeDecay": (
        "initial_learning_rate",
        "decay_steps",
        "decay_epochs",
        "decay_rate",
        "staircase",
    ),
    "PolynomialDecay": (
        "initial_learning_rate",
        "decay_steps",
        "decay_epochs",
        "end_learning_rate",
        "power",
        "cycle",
    ),
}

LOSSES = ("binary_crossentropy", "categorical_crossentropy", "mean_squared_error")

# Those that can draw the kernel of any layer, without arguments.
INITIALIZERS = (
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "variance_scaling",
    "zeros",
)
