-- The table of rules names tests that there are.
local files = require "moontide.files"

---@return table<string, boolean>  names of the tests of a file
local function tests_of(path)
   local names = {}
   local text = assert(files.read(path))
   for name in text:gmatch("%f[%w]it%(\"([^\"]+)\"") do
      names[name] = true
   end
   return names
end

describe("the table of rules", function()
   it("names the test that checks each", function()
      local known, missing, count = {}, {}, 0
      for line in io.lines "docs/emulator-rules.md" do
         local file, name = line:match("^|.*| ([%w_]+): (.-) |$")
         if file then
            count = count + 1
            known[file] = known[file] or tests_of(("spec/emulator_%s_spec.lua"):format(file))
            if not known[file][name] then
               missing[#missing + 1] = file .. ": " .. name
            end
         elseif line:find("^| ") and not line:find("^| rule") then
            missing[#missing + 1] = line
         end
      end
      assert.same({}, missing)
      assert.is_true(count > 60)
   end)
end)
