std = "lua54"
max_line_length = 100
files["spec"].std = "+busted"
files["scripts/examples/rankers.lua"].read_globals = { "deployment", "schedule", "target", "track" }
exclude_files = { "build", "bench/out", "types" }
