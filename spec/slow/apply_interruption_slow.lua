-- An apply that is interrupted in more ways than the fast spec knows.
local breaches = require "support.breaches"
local fault_proxy = require "support.fault_proxy"
local interrupting = require "support.interrupting"
local program = require "support.program"

describe("an apply that", function()
   local world
   setup(function() world = interrupting.open { count = 6, latency_ms = 20 } end)
   teardown(function()
      getmetatable(world).__close()
      program.clean()
   end)

   for name, breach in breaches.each(breaches.more) do
      it(name .. " is completed by the next, and undone exactly", function()
         interrupting.round(world, breach)
      end)
   end
end)

describe("an apply that sleeps, and finds all connections gone,", function()
   after_each(program.clean)

   it("goes on", function()
      if not fault_proxy.is_there() then return pending "python3 is not there" end
      local proxy
      local world <close> = interrupting.open { count = 4, latency_ms = 10, proxy = function(url)
         proxy = fault_proxy.start(url)
         return proxy.url
      end }
      interrupting.round(world, { lines = 9, codes = { 0 }, asleep = proxy.cut,
         sends_again = true })
      proxy:close()
   end)
end)
