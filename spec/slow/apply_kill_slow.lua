-- Many kills of large applies: MOONTIDE_KILLS and MOONTIDE_KILL_TARGETS say how many.
local interrupting = require "support.interrupting"
local program = require "support.program"

local kills = math.tointeger(tonumber(os.getenv "MOONTIDE_KILLS")) or 8
local targets = math.tointeger(tonumber(os.getenv "MOONTIDE_KILL_TARGETS")) or 60

describe("a large apply that is killed", function()
   after_each(program.clean)

   it("is completed by the next, and undone exactly", function()
      local seed = os.time()
      print(("%d kills of %d targets, seed %d"):format(kills, targets, seed))
      local killed = interrupting.kill { count = targets, kills = kills, seed = seed,
         latency_ms = 2 }
      print(("%d were still running when they were killed"):format(killed))
      assert.is_true(killed > 0)
   end)
end)
