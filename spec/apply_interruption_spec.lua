-- An apply that is interrupted loses nothing, whatever interrupts it: the next one completes it,
-- and both can be undone exactly. spec/slow kills larger ones.
local interrupting = require "support.interrupting"
local program = require "support.program"

-- Files may grow to so many KiB.
local function disk(kib)
   return { under = ("ulimit -f %d"):format(kib), codes = { 0, 1, 5 },
      text = "cannot write to the journal: File too large" }
end

local breaches <const> = {
   { "is killed before its first call", { signal = "KILL", lines = 2, codes = { 137 } } },
   { "is killed", { signal = "KILL", lines = 17, codes = { 137 } } },
   { "gets Ctrl-C", { signal = "INT", lines = 12, codes = { 130 },
      text = "Interrupted: what is done stays done" } },
   { "is asked to end", { signal = "TERM", lines = 12, codes = { 143 } } },
   { "has a full disk at once", disk(0) },
   { "has a full disk", disk(2) },
   { "has a full disk later", disk(5) },
   { "loses the reader of its output", { pipe = "head -c 1", codes = { 141, 0 } } },
   { "cannot write its output", { out = "/dev/full", codes = { 1 },
      text = "cannot write the output" } },
   { "has no output", { out = "&-", codes = { 1 }, text = "cannot write the output" } },
   { "sleeps", { asleep = "sleep 0.3", lines = 9, codes = { 0 } } },
}

describe("an apply that", function()
   local world
   setup(function() world = interrupting.open { count = 6, latency_ms = 10 } end)
   teardown(function()
      getmetatable(world).__close()
      program.clean()
   end)

   for _, case in ipairs(breaches) do
      it(case[1] .. " is completed by the next, and undone exactly", function()
         interrupting.round(world, case[2])
      end)
   end
end)
