-- One tracking policy a metric: policies that swap or pass on their metrics.
local invocations <const> = '"SageMakerVariantInvocationsPerInstance"'
local concurrency <const> = '"SageMakerVariantConcurrentRequestsPerModelHighResolution"'
local own <const> = '{ name = "Busy", namespace = "mine", statistic = "Average" }'

local function script(a, b, c)
   local lines = { 'target "endpoint/ranker/variant/main" {', "   min = 1, max = 4," }
   for name, metric in pairs { a = a, b = b, c = c } do
      lines[#lines + 1] = ('   track "%s" { metric = %s, value = 5 },'):format(name, metric)
   end
   table.sort(lines, function(x, y) return x < y end)
   table.insert(lines, 1, table.remove(lines))
   lines[#lines + 1] = "}"
   return table.concat(lines, "\n")
end

return {
   { title = "two metrics", script = script(invocations, concurrency) },
   { title = "swapped", script = script(concurrency, invocations) },
   { title = "passed on in a ring", script = script(invocations, own, concurrency) },
   { title = "and round", script = script(own, concurrency, invocations) },
   { title = "one takes over from one that gets a free one",
      script = script(own, invocations, '{ name = "Idle", namespace = "mine",'
         .. ' statistic = "Maximum" }') },
}
