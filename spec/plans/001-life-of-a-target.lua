-- A target from its registration to its end, one thing changed at a time.
local function script(body, members)
   return ('deployment { name = "rankers"%s }\n'):format(members or "") .. body
end

local function target(body)
   return ('target "endpoint/ranker/variant/main" {\n%s\n}\n'):format(body)
end

local track <const> = '   track "inv" { metric = "SageMakerVariantInvocationsPerInstance",'

return {
   { title = "register", script = script(target "   min = 1, max = 4,") },
   { title = "the same again" },
   { title = "max", script = script(target "   min = 1, max = 6,") },
   { title = "min", script = script(target "   min = 2, max = 6,") },
   { title = "both", script = script(target "   min = 1, max = 8,") },
   { title = "a policy", script = script(target("   min = 1, max = 8,\n" .. track
      .. " value = 70 },")) },
   { title = "its value", script = script(target("   min = 1, max = 8,\n" .. track
      .. " value = 90 },")) },
   { title = "cooldowns", script = script(target("   min = 1, max = 8,\n" .. track
      .. " value = 90,\n      scale_out_cooldown = 30, scale_in_cooldown = 600 },")) },
   { title = "cooldowns as they are by default are none", script = script(target(
      "   min = 1, max = 8,\n" .. track .. " value = 90 },")) },
   { title = "written out, the defaults change nothing", script = script(target(
      "   min = 1, max = 8,\n" .. track .. " value = 90.0,\n      scale_out_cooldown = 300,"
      .. " scale_in_cooldown = 300, disable_scale_in = false },")) },
   { title = "no scale-in", script = script(target("   min = 1, max = 8,\n" .. track
      .. " value = 90, disable_scale_in = true },")) },
   { title = "another name: delete, then put", script = script(target("   min = 1, max = 8,\n"
      .. track:gsub("inv", "invocations", 1) .. " value = 90, disable_scale_in = true },")) },
   { title = "a step policy beside it", script = script(target("   min = 1, max = 8,\n"
      .. track:gsub("inv", "invocations", 1) .. " value = 90, disable_scale_in = true },\n"
      .. '   step "burst" { steps = { { lower = 0, upper = 20, change = 1 },'
      .. " { lower = 20, change = 3 } } },")) },
   { title = "other steps", script = script(target("   min = 1, max = 8,\n"
      .. track:gsub("inv", "invocations", 1) .. " value = 90, disable_scale_in = true },\n"
      .. '   step "burst" { steps = { { lower = 0, upper = 30, change = 1 },'
      .. " { lower = 30, change = 4 } } },")) },
   { title = "gone from the script, policies stay",
      script = script(target "   min = 1, max = 8,") },
   { title = "and go when pruned", options = { prune = true } },
   { title = "a target gone from the script stays", script = script(
      'target "endpoint/other/variant/main" { min = 1, max = 2 }') },
   { title = "and goes when pruned", options = { prune = true } },
   { title = "nothing is left to prune", options = { prune = true } },
}
