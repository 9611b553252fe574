-- No secret and no token is in anything that the program writes: every way to credentials, every
-- verb that talks of them. All that is written is searched, byte by byte; spec/slow has the same
-- for services that are broken.
local homes = require "support.home"
local search = require "support.secret_search"
local services = require "support.secretive_services"

local RUNS <const> = { { "run", "HOME/run.lua" }, { "doctor", "--all" }, { "doctor", "--json" },
   { "apply", "--yes", "--json", "--no-capacity", "HOME/fleet.lua" },
   { "doctor", "--endpoint-url", "http://me:" .. services.SECRET .. "@h" },
   { "api", "describe-scalable-targets", "--debug",
      "--service-namespace", "sagemaker" } }

describe("secrets", function()
   for _, scene in ipairs(search.scenes) do
      it("are in nothing that is written: " .. scene.name, function()
         local files = search.run(RUNS, scene, "proper")
         -- a trace and a journal
         assert.is_true(scene.says_little or files >= 2, "there was nothing to search")
      end)
   end

   it("are what this search finds", function()
      local home <close> = homes.new()
      assert.has_error(function() search.search("x" .. services.SECRET .. "y", "a test") end)
      home:put("trace", "token: " .. services.SECRET)
      assert.has_error(function() search.search_files(home.path, {}, "a test") end)
   end)
end)
