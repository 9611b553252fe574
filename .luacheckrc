std = "lua54"
max_line_length = 100
files["spec"].std = "+busted"
files["scripts/examples/rankers.lua"].read_globals = { "deployment", "schedule", "target", "track" }
exclude_files = { "build", "bench/out", "types" }
for _, directory in ipairs { "deployments", "rules" } do
   files["scripts/examples/" .. directory].read_globals = { "deployment", "defaults", "target",
      "track", "step", "predictive", "schedule", "ignore", "include", "hook", "deny", "warn", "var" }
end
