# The archives to hand in, one for each lab whose config says how to name its archive.
# Needs: results/<lab>/, this project. Makes: results/hand_in/<name>.tar.bz2.

# The keys that --config has set. The config.yaml in the archive does not have them.
OVERRIDDEN = sorted(
    config.keys() - {"allow_missing", "altered_runs", "hand_in_anyway", "keep_builds"}
)
IDENTITY = CONFIG.student.model_dump() | {"course_code": CONFIG.course_code}


def archive(lab):
    identity = IDENTITY | {"assignment": lab.lab.assignment}
    return archive_name(lab.lab.hand_in.archive, identity)


try:
    ARCHIVES = {archive(lab): lab for lab in PLAN.labs if lab.lab.hand_in}
except LabbookError as error:
    stop_build(error)


rule hand_in:
    input:
        expand("results/stages/hand_in/{archive}", archive=ARCHIVES),
    # With a command it is a job, so that each call prints the e-mail's subject again.
    shell:
        "true"


rule pack:
    input:
        lambda wildcards: map(settled, deliverables(ARCHIVES[wildcards.archive].name)),
        plan=lambda wildcards: ancient(
            f"results/plans/{ARCHIVES[wildcards.archive].name}.json"
        ),
    output:
        # Temporary, so that the archive is packed anew each time that it is asked for.
        temp(touch("results/stages/hand_in/{archive}")),
    log:
        "results/logs/hand_in/{archive}.log",
    wildcard_constraints:
        archive="|".join(map(re.escape, ARCHIVES)) or "none",
    params:
        archive="results/hand_in/{archive}.tar.bz2",
        settings=lambda wildcards: canonical_json(
            ARCHIVES[wildcards.archive].lab.hand_in.model_dump()
        ),
        results=lambda wildcards: f"results/{ARCHIVES[wildcards.archive].name}",
        allow=["--allow", *CONFIG.hand_in_anyway] if CONFIG.hand_in_anyway else [],
        overridden=["--overridden", *OVERRIDDEN] if OVERRIDDEN else [],
    shell:
        "{COMMAND}hand_in"
        " --lab-plan {input.plan:q}"
        " --settings {params.settings:q}"
        " --source {ROOT:q}"
        " --config config.yaml"
        " --results {params.results:q}"
        " --attempts {ATTEMPTS}"
        " --output {params.archive:q}"
        " {params.allow:q}"
        " {params.overridden:q}"
        " > {log:q} 2>&1"


def say_what_to_send():
    """Print what the jobs said (archive, checksum, subject), after the progress line has ended."""
    if includes_rule(workflow, "hand_in"):
        for name in ARCHIVES:
            print(Path(f"results/logs/hand_in/{name}.log").read_text(), end="")
