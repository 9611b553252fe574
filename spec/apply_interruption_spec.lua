-- An apply that is interrupted loses nothing, whatever interrupts it: the next one completes it,
-- and both can be undone exactly. spec/slow has more ways, and larger ones.
local breaches = require "support.breaches"
local interrupting = require "support.interrupting"
local program = require "support.program"

describe("an apply that", function()
   local world
   setup(function() world = interrupting.open { count = 6, latency_ms = 20 } end)
   teardown(function()
      getmetatable(world).__close()
      program.clean()
   end)

   for name, breach in breaches.each(breaches.few) do
      it(name .. " is completed by the next, and undone exactly", function()
         interrupting.round(world, breach)
      end)
   end
end)
