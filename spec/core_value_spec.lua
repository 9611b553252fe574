-- Conversion led by shapes, and findings with paths.
local core = require "moontide.core"
local tiny = require "support.tiny_service"

describe("core.model", function()
   local model

   setup(function() model = assert(core.model { json = tiny.json }) end)

   local function findings(operation, input, flags)
      local ok, err = model:check(operation, input, flags)
      assert.is_nil(ok)
      assert.equal("input", err.status)
      local by_path, paths = {}, {}
      for _, finding in ipairs(err.findings) do
         assert.is_nil(by_path[finding.path], "two findings at " .. finding.path)
         by_path[finding.path] = finding
         paths[#paths + 1] = finding.path
      end
      table.sort(paths)
      return paths, by_path, err
   end

   it("accepts what fits", function()
      assert.is_true(model:check("Put", { Name = "a", Size = 1, Ratio = 1, Steps = {}, Tags = {},
         Big = math.maxinteger, Mode = "on", When = 1700000000 }))
      assert.is_true(model:check("Put", { Name = "a", Size = 3.0 }))
      assert.is_true(model:check("List"))
      assert.is_true(model:check("Ping"))
      assert.is_true(model:check("Put", { Name = "a", Mode = "new", Other = 1 },
         { allow_unknown_enums = true, allow_unknown_members = true }))
      assert.is_true(model:check("Put", { Name = "a", Mode = "new", Other = 1 }, 3))
   end)

   it("reports what cannot be sent together with what does not fit", function()
      local paths, by_path, err = findings("Put", {
         Name = "a", Size = 0 / 0, Steps = { { Size = 1 }, { Size = print } }, Tags = { t = 1 },
         Nmae = "b", Mode = "maybe",
      })
      assert.same({ "Mode", "Nmae", "Size", "Steps[1].Size", "Tags.t" }, paths)
      assert.matches("NaN", by_path.Size.message)
      assert.matches("function", by_path["Steps[1].Size"].message)
      assert.matches("Name", by_path.Nmae.message)
      assert.equal("enum", by_path.Mode.rule)
      assert.equal("maybe", by_path.Mode.value)
      assert.matches("and 4 more", err.message)
   end)

   it("does not call a required member missing that was refused", function()
      local paths, by_path = findings("Put", { Name = print })
      assert.same({ "Name" }, paths)
      assert.equal("type", by_path.Name.rule)
   end)

   it("counts items as the check does", function()
      local _, by_path = findings("Put", { Name = "a", Steps = { { Size = 1 }, 7, print } })
      assert.is_truthy(by_path["Steps[1]"])
      assert.is_truthy(by_path["Steps[2]"])
   end)

   it("tells lists from structures by the shape", function()
      assert.equal("type",
         select(2, findings("Put", { Name = "a", Steps = { Size = 1 } })).Steps.rule)
      assert.equal("type", select(2, findings("Put", { Name = "a", Tags = { "x" } })).Tags.rule)
      assert.equal("type", select(2, findings("Put", { Name = { "x" } })).Name.rule)
      findings("Put", { "a", "b" })
      findings("Put", "text")
      findings("Put", { Name = "a", Steps = { { Size = 1 }, nil, { Size = 3 } } })
      local loop = { Name = "a" }
      loop.Other = loop
      local _, by_path = findings("Put", loop)
      assert.matches("contains itself", by_path.Other.message)
   end)

   it("encodes outputs led by the shape", function()
      assert.equal('{"Steps":[],"Tags":{}}', model:encode_output("Put", { Tags = {}, Steps = {} }))
      assert.equal("{}", model:encode_output("Put", {}))
      assert.equal("{}", model:encode_output("Put"))
      assert.equal('{"Name":"a","Steps":[{"Size":2}],"When":1700000000.5}',
         model:encode_output("Put",
            { When = 1700000000.5, Steps = { { Size = 2.0 } }, Name = "a" }))
      local text, err = model:encode_output("Put", { Name = print })
      assert.is_nil(text)
      assert.equal("Name", err.findings[1].path)
   end)

   it("decodes and checks inputs for servers", function()
      local input = assert(model:decode_input("Put", '{"Name":"a","Steps":[]}'))
      assert.same({ Name = "a", Steps = {} }, input)
      assert.equal(core.array_mt, getmetatable(input.Steps))
      local none, err = model:decode_input("Put", '{"Name":7}')
      assert.is_nil(none)
      assert.equal("Name", err.findings[1].path)
      none, err = model:decode_input("Put", "{")
      assert.is_nil(none)
      assert.equal("syntax", err.status)
      assert.is_truthy(model:decode_input("Put", '{"Name":"a","New":1}',
         { allow_unknown_members = true }))
   end)

   it("describes operations", function()
      assert.same({ "List", "Ping", "Put" }, model:operations())
      local put = model:operation("Put")
      assert.equal("Put", put.name)
      assert.is_nil(put.paginator)
      assert.equal("boolean", type(put.idempotent))
      local none, err = model:operation("Pot")
      assert.is_nil(none)
      assert.equal("usage", err.status)
      assert.equal("Tiny", model:metadata("targetPrefix"))
      assert.is_nil(model:metadata("nothing"))
   end)

   it("refuses models that are none", function()
      for _, json in ipairs { "", "[]", "{", '{"operations":{"A":{"input":{"shape":"B"}}}}' } do
         local none, err = core.model { json = json }
         assert.is_nil(none)
         assert.is_truthy(err.status == "model" or err.status == "syntax")
      end
      local none, err = core.model("application-autoscalin")
      assert.is_nil(none)
      assert.equal("model", err.status)
      assert.matches("application%-autoscaling", err.message)
   end)

   it("raises on misuse", function()
      assert.has_error(function() core.model {} end)
      assert.has_error(function() core.model(nil) end)
      assert.has_error(function() model:check({}) end)
      assert.has_error(function() model.check({}, "Put", {}) end)
      assert.has_error(function() model:check("Put", {}, { strict = true }) end)
   end)
end)
