-- Every file of golden steps (spec/plans), each against an emulator of its own.
local steps = require "support.steps"

local files = require("pl.dir").getfiles("spec/plans", "*.lua")
table.sort(files)

describe("golden plans", function()
   for _, path in ipairs(files) do
      it(path:match("([^/]+)%.lua$"), function()
         steps.check((path:gsub("%.lua$", "")))
      end)
   end

   it("are many", function()
      local count = 0
      for _, path in ipairs(files) do count = count + #dofile(path) end
      assert.is_true(count >= 100)
   end)
end)
