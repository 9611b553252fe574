-- Shapes as tables.
local core = require "moontide.core"

local model = assert(core.model("application-autoscaling"))

local function member(shape, name)
   for _, entry in ipairs(shape.members) do
      if entry.name == name then return entry end
   end
end

describe("model:shape", function()
   it("lists members in the model's order, with what is required", function()
      local names = {}
      local input = model:shape("RegisterScalableTarget", "input")
      for i, entry in ipairs(input.members) do
         names[i] = entry.name .. (entry.required and "*" or "")
      end
      assert.equal("structure", input.type)
      assert.equal("RegisterScalableTargetRequest", input.name)
      assert.same({ "ServiceNamespace*", "ResourceId*", "ScalableDimension*", "MinCapacity",
         "MaxCapacity", "RoleARN", "SuspendedState", "Tags" }, names)
   end)

   it("tells types, items of lists and maps, and enums", function()
      local input = model:shape("RegisterScalableTarget", "input")
      assert.equal("integer", member(input, "MinCapacity").shape.type)
      assert.equal("string", member(input, "Tags").shape.item.type)
      assert.equal("map", member(input, "Tags").shape.type)
      assert.equal("ecs", member(input, "ServiceNamespace").shape.enum[1])
      local output = model:shape("DescribeScalableTargets", "output")
      local targets = member(output, "ScalableTargets").shape
      assert.equal("list", targets.type)
      assert.equal("timestamp", member(targets.item, "CreationTime").shape.type)
   end)

   it("gives a shape that contains itself as one table", function()
      local recursive = assert(core.model { json = [[{
         "metadata": { "protocol": "json" },
         "operations": { "Walk": { "name": "Walk", "input": { "shape": "Node" } } },
         "shapes": { "Node": { "type": "structure", "members": {
            "Children": { "shape": "Nodes" }, "Name": { "shape": "Text" } } },
            "Nodes": { "type": "list", "member": { "shape": "Node" } },
            "Text": { "type": "string" } } }]] })
      local node = recursive:shape("Walk", "input")
      assert.is_true(member(node, "Children").shape.item == node)
      assert.is_nil(recursive:shape("Walk", "output"))
   end)

   it("fails for what it does not know", function()
      local shape, err = model:shape("RegisterScalableTargets", "input")
      assert.is_nil(shape)
      assert.matches("RegisterScalableTarget", err.message)
      assert.has_error(function() model:shape("RegisterScalableTarget", "middle") end)
   end)
end)
