-- What may interrupt an apply. 0 is among the codes where an apply may be done before anybody
-- notices that it could be interrupted.
local sorted = require "moontide.sorted"

local M = {}

-- Files may grow to so many KiB.
local function disk(kib)
   return { under = ("ulimit -f %d"):format(kib), codes = { 0, 1, 5 },
      text = "cannot write to the journal: File too large" }
end

M.few = {
   ["is killed"] = { signal = "KILL", lines = 17, codes = { 137, 0 } },
   ["gets Ctrl-C"] = { signal = "INT", lines = 9, codes = { 130, 0 },
      text = "Interrupted: what is done stays done" },
   ["has a full disk"] = disk(2),
   ["loses the reader of its output"] = { pipe = "head -c 1", codes = { 141, 0 } },
}

M.more = {
   ["is killed before its first call"] = { signal = "KILL", lines = 2, codes = { 137, 0 } },
   ["is asked to end"] = { signal = "TERM", lines = 12, codes = { 143, 0 } },
   ["has a full disk at once"] = disk(0),
   ["has a full disk later"] = disk(5),
   ["loses the reader of its output and is not told"] = { under = "trap '' PIPE",
      pipe = "head -c 1", codes = { 1, 0 } },
   ["cannot write its output"] = { out = "/dev/full", codes = { 1 },
      text = "cannot write the output" },
   ["has no output"] = { out = "&-", codes = { 1 }, text = "cannot write the output" },
   ["sleeps"] = { asleep = "sleep 0.3", lines = 9, codes = { 0 } },
}

---In a fixed order.
---@param breaches table<string, support.Breach>
---@return fun(): string?, support.Breach?
function M.each(breaches)
   local names, i = sorted.keys(breaches), 0
   return function()
      i = i + 1
      return names[i], breaches[names[i]]
   end
end

return M
