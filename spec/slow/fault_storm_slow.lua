-- Every kind of fault at once. MOONTIDE_SEEDS says how many seeds, MOONTIDE_FIRST_SEED where they
-- begin.
local fault_proxy = require "support.fault_proxy"
local storm = require "support.fault_storm"

local count = math.tointeger(tonumber(os.getenv "MOONTIDE_SEEDS")) or 4
local first = math.tointeger(tonumber(os.getenv "MOONTIDE_FIRST_SEED")) or 1

describe("calls that meet every kind of fault", function()
   if not fault_proxy.is_there() then
      pending "python3 is not there to spoil connections"
      return
   end

   it("succeed or say the truth", function()
      local proxy <close> = fault_proxy.start "http://127.0.0.1:1"
      local tally = { calls = 0, failed = 0, in_doubt = 0, attempts = 0 }
      for seed = first, first + count - 1 do storm.run(seed, proxy, tally) end
      print(("%d seeds from %d: %d calls, %d attempts, %d failed, of them %d in doubt, "
         .. "%.1f s at most"):format(count, first, tally.calls, tally.attempts, tally.failed,
         tally.in_doubt, tally.seconds))
   end)
end)
