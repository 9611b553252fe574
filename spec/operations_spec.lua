-- docs/operations.md is what the models and reference/ say. MOONTIDE_WRITE=1 writes it again.
local arguments = require "moontide.api.arguments"
local core = require "moontide.core"
local operation_table = require "support.operation_table"
local options = require "moontide.api.options"
local page = require "moontide.reference.page"
local reference = require "moontide.reference"

local PATH <const> = "docs/operations.md"

describe("the operations page", function()
   local text = page.text(operation_table.text())

   it("is current", function()
      if os.getenv "MOONTIDE_WRITE" then
         local file <close> = assert(io.open(PATH, "wb"))
         file:write(text)
      end
      local file <close> = assert(io.open(PATH, "rb"))
      assert.is_true(file:read "a" == text, PATH .. " has to be written again: MOONTIDE_WRITE=1 "
         .. "moontide run spec/run.lua -- spec/operations_spec.lua")
   end)

   it("has an example for every operation that the operation takes", function()
      local model = core.model "application-autoscaling"
      for _, operation in ipairs(model:operations()) do
         local example = reference.find("application-autoscaling", operation).example
         local argv = {}
         for word in example:gsub("'[^']*'", function(quoted)
            return quoted:sub(2, -2):gsub(" ", "\1")
         end):gmatch "%S+" do
            argv[#argv + 1] = word:gsub("\1", " ")
         end
         local list = options.of(model, operation)
         local result = { command = options.kebab(operation), options = list, given = {},
            globals = {}, rest = 1 }
         arguments.finish(result, argv)
         local input = require("moontide.api.input").read(list, result.given,
            model:shape(operation, "input"))
         assert(model:check(operation, input))
      end
   end)

   it("explains all errors of Application Auto Scaling", function()
      local model = core.model "application-autoscaling"
      for _, operation in ipairs(model:operations()) do
         for _, name in ipairs(model:operation(operation).errors) do
            assert.is_string(reference.errors()[name], name)
         end
      end
   end)
end)
