-- The shared files by the cases that AWS's own SDKs are held to: grammar, and where the files are.
local conformance = require "support.conformance"

-- Sub-properties as those cases write them down: as text.
local function flatten(section)
   local flat = {}
   for key, value in pairs(section) do
      if type(value) == "table" then
         local names = {}
         for name in pairs(value) do names[#names + 1] = name end
         table.sort(names)
         for i, name in ipairs(names) do
            names[i] = ("\n%s =%s"):format(name, value[name] == "" and "" or " " .. value[name])
         end
         value = table.concat(names)
      end
      flat[key] = value
   end
   return flat
end

local function flatten_all(sections)
   local flat = {}
   for name, section in pairs(sections or {}) do flat[name] = flatten(section) end
   return flat
end

local function inputs(tests, member)
   local list = {}
   for i, test in ipairs(tests) do list[i] = member and test[member] or test end
   return list
end

describe("AWS's cases of the shared files", function()
   it("read as the SDKs read them", function()
      local cases = conformance.load "profile-parser-tests.json"
      if not cases then return pending "no shared cases" end
      local answers = conformance.run("parse-config", inputs(cases.tests, "input"))
      for i, test in ipairs(cases.tests) do
         local answer, expected = answers[i], test.output.config
         if expected then
            assert.is_nil(answer.error, test.name)
            assert.same(expected.profiles, flatten_all(answer.profiles), test.name)
            assert.same(expected.sso_sessions or {}, flatten_all(answer.sso_sessions), test.name)
         else
            assert.equal("credentials", answer.error and answer.error.status, test.name)
            assert.matches("^/config:%d+$", answer.error.where, test.name)
         end
      end
      assert.equal(65, #answers)
   end)

   it("are looked for where the SDKs look", function()
      local cases = conformance.load "file-location-tests.json"
      if not cases then return pending "no shared cases" end
      local answers = conformance.run("config-paths", inputs(cases.tests))
      for i, test in ipairs(cases.tests) do
         assert.equal(test.configLocation, answers[i].configLocation, test.name)
         assert.equal(test.credentialsLocation, answers[i].credentialsLocation, test.name)
         assert.equal(test.profile or "default", answers[i].profile, test.name)
      end
      assert.equal(9, #answers)
   end)
end)
