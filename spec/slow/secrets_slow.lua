-- No secret is in anything that the program writes, whatever services do with it: refuse, break
-- off, put it into what they say of a failure.
local search = require "support.secret_search"
local services = require "support.secretive_services"

local RUNS <const> = { { "run", "HOME/run.lua" }, { "doctor", "--json" },
   { "apply", "--yes", "HOME/fleet.lua" } }

describe("secrets, where services are not as they should be,", function()
   for _, mode in ipairs(services.modes) do
      for _, scene in ipairs(mode ~= "proper" and search.scenes or {}) do
         it(("are in nothing that is written: %s, %s"):format(mode, scene.name), function()
            search.run(RUNS, scene, mode)
         end)
      end
   end
end)
