-- One deployment in several Regions, targets of their own among them.
local both <const> = [[
deployment { name = "rankers", regions = { "eu-west-1", "us-east-1" } }
target "endpoint/ranker/variant/main" { min = 1, max = 4 }
]]

return {
   { title = "both", script = both },
   { title = "one changes alone", foreign = function(aas, id)
      aas:register_scalable_target(id("ranker", { MaxCapacity = 9 }))
   end },
   { title = "a target of one Region", script = both
      .. 'target "endpoint/local/variant/main" { min = 1, max = 2, regions = { "us-east-1" } }' },
   { title = "of a third", script = both
      .. 'target "endpoint/local/variant/main" { min = 1, max = 2, regions = { "us-west-2" } }' },
   { title = "what the third and the second lost is pruned where it is looked at",
      script = both, options = { prune = true } },
   { title = "only one Region, whatever the script says", script = both:gsub("max = 4", "max = 5"),
      options = { regions = { "us-east-1" } } },
   { title = "the other has yet to follow" },
}
