-- AWS's cases of the shared files: their grammar, and where they are.
local conformance = require "support.conformance"

local M = {}

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

local function is_read(test, answer)
   local expected = test.output.config
   if not expected then
      return conformance.is_refused(answer) and answer.error.where:find "^/config:%d+$" ~= nil
   end
   return not answer.error and conformance.is_same(flatten_all(answer.profiles), expected.profiles)
      and conformance.is_same(flatten_all(answer.sso_sessions), expected.sso_sessions or {})
end

local function is_found(test, answer)
   return answer.configLocation == test.configLocation
      and answer.credentialsLocation == test.credentialsLocation
      and answer.profile == (test.profile or "default")
end

M.files = {
   { name = "profile-parser-tests.json", op = "parse-config", list = "tests", passes = is_read,
     input = function(test) return test.input end, id = "name" },
   { name = "file-location-tests.json", op = "config-paths", list = "tests", passes = is_found,
     id = "name" },
}

return M
