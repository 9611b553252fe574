-- Pages: their size, their order, their tokens, and what tokens are bound to.
local emulator = require "support.emulator"
local store = require "moontide.emulator.store"

local function register_many(fixture, count)
   for i = 1, count do
      assert(emulator.register(fixture, ("e%03d"):format(i)))
   end
end

local function ids_of(output)
   local ids = {}
   for i, target in ipairs(output.ScalableTargets) do
      ids[i] = target.ResourceId
   end
   return ids
end

describe("a listing of 120 targets", function()
   local fixture

   setup(function()
      fixture = emulator.new()
      register_many(fixture, 120)
   end)

   it("comes in pages of 50 unless less is asked for", function()
      local sizes, seen, token = {}, {}, nil
      repeat
         local output = assert(emulator.describe(fixture, { NextToken = token }))
         sizes[#sizes + 1] = #output.ScalableTargets
         for _, id in ipairs(ids_of(output)) do
            seen[#seen + 1] = id
         end
         token = output.NextToken
      until not token
      assert.same({ 50, 50, 20 }, sizes)
      for i, id in ipairs(seen) do
         assert.equal(("endpoint/e%03d/variant/blue"):format(i), id)
      end
      assert.equal(7, #assert(emulator.describe(fixture, { MaxResults = 7 })).ScalableTargets)
   end)

   it("gives no token after the last row of a full page", function()
      local first = assert(emulator.describe(fixture, { MaxResults = 40 }))
      local second = assert(emulator.describe(fixture,
         { MaxResults = 40, NextToken = first.NextToken }))
      local third = assert(emulator.describe(fixture,
         { MaxResults = 40, NextToken = second.NextToken }))
      assert.equal(40, #third.ScalableTargets)
      assert.is_nil(third.NextToken)
   end)

   it("treats MaxResults as AWS does", function()
      assert.equal(50, #assert(emulator.describe(fixture, { MaxResults = 1000 })).ScalableTargets)
      assert.equal(0, #assert(emulator.describe(fixture, { MaxResults = 0 })).ScalableTargets)
      local _, failure = emulator.describe(fixture, { MaxResults = -1 })
      assert.equal("ValidationException", failure.__type)
      assert.equal("MaxResults cannot be less than 0", failure.Message)
   end)

   it("refuses a token of another listing, a changed one, and garbage", function()
      local token = assert(emulator.describe(fixture)).NextToken
      local changed = token:gsub("^.", { ["0"] = "1" })
      assert.not_equal(token, changed)
      local tries = {
         { { NextToken = changed } },
         { { NextToken = "no token" } },
         { { NextToken = token .. "0" } },
         { { NextToken = token, ResourceIds = { "endpoint/e001/variant/blue" } } },
         { { NextToken = token, ServiceNamespace = "ecs" } },
         { { NextToken = token }, { region = "us-east-1" } },
      }
      for _, try in ipairs(tries) do
         local _, failure = emulator.describe(fixture, try[1], try[2])
         assert.equal("InvalidNextTokenException", failure and failure.__type)
         assert.equal("The NextToken value is not valid", failure.Message)
      end
      assert.equal(50, #assert(emulator.describe(fixture, { NextToken = token })).ScalableTargets)
   end)
end)

describe("a listing that changes between its pages", function()
   it("skips nothing and repeats nothing", function()
      local fixture = emulator.new()
      register_many(fixture, 60)
      local first = assert(emulator.describe(fixture, { MaxResults = 30 }))
      for _, name in ipairs { "e001", "e030", "e031", "e060" } do
         assert(emulator.call(fixture, "DeregisterScalableTarget",
            emulator.target(name, { MinCapacity = "none", MaxCapacity = "none" })))
      end
      assert(emulator.register(fixture, "new"))
      local second = assert(emulator.describe(fixture, { NextToken = first.NextToken }))
      local ids = ids_of(second)
      assert.equal(29, #ids)
      assert.equal("endpoint/e032/variant/blue", ids[1])
      assert.equal("endpoint/new/variant/blue", ids[29])
   end)
end)

describe("a collection", function()
   it("stays in order through removals", function()
      local collection = store.new():collection("a", "r", "things")
      for i = 1, 1000 do
         collection:add("k" .. i, { number = i })
      end
      for i = 1, 1000 do
         if i % 7 ~= 0 then
            assert.equal(i, collection:remove("k" .. i).number)
         end
      end
      assert.is_nil(collection:remove("k1"))
      local seen = {}
      for row in collection:from(500) do
         seen[#seen + 1] = row.number
      end
      assert.equal(504, seen[1])
      assert.equal(994, seen[#seen])
      assert.equal((994 - 504) // 7 + 1, #seen)
      seen = {}
      for row in collection:down_from(500) do
         seen[#seen + 1] = row.number
      end
      assert.equal(497, seen[1])
      assert.equal(7, seen[#seen])
      assert.equal(71, #seen)
      assert.equal(994, collection:down_from(math.maxinteger)().number)
      assert.is_nil(collection:down_from(6)())
      assert.equal(142, collection.size)
      assert.equal(700, collection:get("k700").number)
   end)
end)
