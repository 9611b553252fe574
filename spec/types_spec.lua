-- The annotations for editors: current, well formed, complete.
local annotations = require "support.annotations"
local core = require "moontide.core"
local service = require "moontide.service"
local types = require "moontide.types"

local function read(path)
   local file <close> = io.open(path, "rb")
   return file and file:read "a"
end

describe("types", function()
   local files = types.files()

   for _, file in ipairs(files) do
      it(file.name .. " is current", function()
         assert.is_true(read("types/" .. file.name) == file.text,
            "types/ has to be written again: moontide types")
      end)

      it(file.name .. " is Lua", function()
         assert(load(file.text, "@" .. file.name, "t", {}))
      end)
   end

   local text = files[1].text .. files[2].text

   it("have annotations that are well formed and name what is described", function()
      assert.same({}, annotations.check(text))
   end)

   it("have every operation of every model", function()
      for _, name in ipairs(core.model_names()) do
         for _, operation in ipairs(core.model(name):operations()) do
            assert.matches((":%s(input) end"):format(service.snake_case(operation)), text, 1, true)
         end
      end
   end)

   it("have all that the modules offer", function()
      for _, name in ipairs { "moontide", "moontide.sagemaker" } do
         local prefix, count = name:match "[^.]+$", 0
         for _, contents in ipairs(getmetatable(require(name)).contents) do
            for key in pairs(contents) do
               count = count + 1
               local is_function = text:find(("\nfunction %s.%s("):format(prefix, key), 1, true)
               local is_part = text:find(("\n%s.%s = {}"):format(prefix, key), 1, true)
               assert.is_truthy(is_function or is_part, key .. " is missing")
            end
         end
         assert.is_true(count > 5)
      end
   end)

   it("have all words of deployment scripts", function()
      for _, word in ipairs(require("moontide.deploy.words").list) do
         assert.matches("\nfunction " .. word.name .. "(", text, 1, true)
      end
   end)

   it("describe inputs, outputs and enumerations", function()
      assert.matches("---@class moontide.ApplicationAutoScaling.RegisterScalableTargetRequest\n"
         .. "---@field ServiceNamespace moontide.ApplicationAutoScaling.ServiceNamespace\n"
         .. "---@field ResourceId string\n", text, 1, true)
      assert.matches('---@alias moontide.ApplicationAutoScaling.ServiceNamespace\n---| "ecs"\n',
         text, 1, true)
      assert.matches("---@field StepAdjustments? moontide.ApplicationAutoScaling.StepAdjustment[]",
         text, 1, true)
   end)
end)

describe("the checker of annotations", function()
   local function finds(line, why)
      it(line, function()
         assert.matches(why, annotations.check(line .. "\n")[1], 1, true)
      end)
   end
   finds("---@param a strnig", "nobody describes strnig")
   finds("---@param a table<string", "> expected")
   finds("---@field 9 string", "a field's name expected")
   finds("---@retrun string", "an unknown tag")
   finds("---@overload fn(a)", "fun(…) expected")
   finds("---@type", "an unknown tag")
   finds("---@field a {b string}", ": expected")
   finds("---| ", "a type expected")
end)
