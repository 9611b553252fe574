-- Kept plans and journals that have been damaged or changed are refused, never half followed.
local deployments = require "support.deployments"
local fleet = require "support.fleet"
local json = require "moontide.json"
local journal = require "moontide.deploy.journal"
local plan = require "moontide.deploy.plan"
local plan_file = require "moontide.deploy.plan_file"
local program = require "support.program"
local task = require "moontide.task"

local script <const> = [[
deployment { name = "rankers" }
target "endpoint/ranker/variant/main" { min = 1, max = 4, tags = { a = "b" },
   track "inv" { metric = "SageMakerVariantInvocationsPerInstance", value = 70 },
   step "burst" { steps = { { lower = 0, change = 1 } } },
   schedule "night" { cron = "0 22 * * ? *", min = 1, max = 4 } }
]]

local function kept()
   local path = program.write("", ".json")
   local emulator <close> = fleet.emulator() -- luacheck: ignore 211
   task.run(function() plan_file.write(plan.make(deployments.load(script)), path) end)
   return path, json.decode(program.read(path))
end

-- Every table of a document with the keys in it.
local function each_member(value, visit)
   for key, member in pairs(value) do
      visit(value, key, member)
      if type(member) == "table" then each_member(member, visit) end
   end
end

local function is_refusal(ok, err)
   return ok or type(err) == "table" and err.status == "config"
end

describe("a kept plan", function()
   after_each(program.clean)

   it("comes back as it was", function()
      local path, document = kept()
      local read = plan_file.read(path)
      assert.equal("rankers", read.deployment)
      assert.equal(1, read.summary.register)
      assert.equal(#document.targets[1].changes, #read.groups[1].changes)
   end)

   it("is refused, or whole, whatever is missing in it or something else", function()
      local path, document = kept()
      local places = {}
      each_member(document, function(owner, key) places[#places + 1] = { owner, key } end)
      assert.is_true(#places > 60)
      local function try(text)
         local file <close> = assert(io.open(path, "wb"))
         file:write(text)
         file:close()
         assert.is_true(is_refusal(pcall(plan_file.read, path)))
      end
      for _, place in ipairs(places) do
         local owner, key = table.unpack(place)
         local before = owner[key]
         for _, other in ipairs { json.null, 7, "x", { x = 1 } } do
            owner[key] = other
            try(json.encode(document))
         end
         owner[key] = before
      end
   end)

   it("is refused when it is none", function()
      for _, text in ipairs { "", "{", "[]", "7", '{"type":"plan"}',
         '{"type":"plan","version":"2.0"}', '{"type":"plan","version":"1.0"}',
         '{"type":"apply","version":"1.0"}' } do
         local ok, err = pcall(plan_file.read, program.write(text, ".json"))
         assert.is_false(ok)
         assert.equal("config", err.status)
      end
      local ok, err = pcall(plan_file.read, "/no/such.json")
      assert.is_false(ok)
      assert.equal("io", err.status)
   end)
end)

describe("a journal", function()
   local head <const> = '{"type":"journal","version":"1.0","action":"apply","started_at":1.5}\n'
   local target <const> = '{"type":"target","cell":"x","namespace":"sagemaker",'
      .. '"resource_id":"endpoint/e/variant/v","dimension":"d","before":null}\n'

   after_each(program.clean)

   it("is read as far as it was written", function()
      local read = journal.read(program.write(head .. target
         .. '{"type":"call","id":1,"operation":"X","input":{}}\n'
         .. '{"type":"result","id":1,"ok":true}\n{"type":"call","id":2,"op'))
      assert.equal("unfinished", read.state)
      assert.equal(1, #read.targets)
      assert.is_nil(read.targets[1].before)
      assert.is_true(read.calls[1].ok)
      assert.is_nil(read.calls[2])
   end)

   it("whose first line is not whole has begun nothing", function()
      for _, text in ipairs { "", head:sub(1, 20) } do
         local read = journal.read(program.write(text))
         assert.same({ "unfinished", 0 }, { read.state, #read.targets })
      end
   end)

   it("is refused when it is none", function()
      for _, text in ipairs { "x", "x\n", "{}\n", head:gsub("1%.0", "3.0"), head .. "nonsense\n",
         head .. '{"type":"call"}\n', head .. '{"type":"target"}\n', head .. "[1]x\n",
         head .. target:gsub("null", "{}"), head .. "7\n" } do
         local ok, err = pcall(journal.read, program.write(text))
         assert.is_false(ok)
         assert.equal("config", err.status)
      end
   end)

   it("is named by time and deployment, and kept where it belongs", function()
      local directory = os.tmpname()
      os.remove(directory)
      local made = journal.create { action = "apply", deployment = "a/b c", directory = directory,
         now = 1700000000.25 }
      assert.equal(directory .. "/20231114T221320Z-250-a-b-c.jsonl", made.path)
      made:close "done"
      assert.same({ made.path }, journal.list(directory))
      assert.equal("done", journal.read(made.path).state)
      os.execute("rm -r '" .. directory .. "'")
   end)
end)
