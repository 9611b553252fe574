-- The example deployments and rule packs: each validates, is applied to an emulator, and then plans
-- to no changes.
local dir = require "pl.dir"
local emulator = require "moontide.emulator"
local program = require "support.program"

local function examples(name, is_wanted)
   local list = {}
   for _, path in ipairs(dir.getfiles("scripts/examples/" .. name, "*.lua")) do
      if is_wanted(path) then list[#list + 1] = path end
   end
   table.sort(list)
   return list
end

local function any() return true end

describe("example deployments", function()
   local paths = examples("deployments", any)
   local server, state
   setup(function()
      server = assert(emulator.start {})
      state = os.tmpname()
      os.remove(state)
   end)
   teardown(function()
      server:close()
      os.execute("rm -rf '" .. state .. "'")
   end)

   local function run(verb, path, ...)
      return program.run({ verb, path, ... }, { env = program.user_of(server.url, state) })
   end

   it("are ten and more", function()
      assert.is_true(#paths >= 10)
   end)

   for _, path in ipairs(paths) do
      it(path .. " can be applied, once", function()
         local applied = run("apply", path, "--yes")
         assert.equal(0, applied.code, applied.out .. applied.err)
         local planned = run("plan", path, "--detailed-exitcode")
         assert.equal(0, planned.code, planned.out .. planned.err)
      end)
   end
end)

describe("example rule packs", function()
   local function is_pack(path) return not path:find("_test%.lua$") end
   local packs = examples("rules", is_pack)

   it("are five, each with its tests", function()
      assert.is_true(#packs >= 5)
      for _, path in ipairs(packs) do
         assert(io.open((path:gsub("%.lua$", "_test.lua")))):close()
      end
   end)

   it("pass their tests, outside and inside the sandbox", function()
      for _, options in ipairs { {}, { "--sandbox-hooks" } } do
         local result = program.run { "test-hooks", "scripts/examples/rules",
            table.unpack(options) }
         assert.equal(0, result.code, result.out .. result.err)
         assert.matches("\n21 passed, 0 failed\n$", result.out)
      end
   end)

   it("say the same of a deployment in both", function()
      local outputs = {}
      for i, option in ipairs { "--no-project-hooks", "--sandbox-hooks" } do
         local result = program.run { "validate", "--format", "json", option, "--hooks",
            "scripts/examples/rules", "scripts/examples/deployments/ranker.lua" }
         assert.equal(0, result.code, result.out .. result.err)
         outputs[i] = result.out:gsub('"source": "[^"]*"', "")
      end
      assert.equal(outputs[1], outputs[2])
   end)
end)

describe("docs/rules.md", function()
   it("is what the rules say", function()
      package.loaded["busted"] = package.loaded["busted"] or true
      assert.equal(program.read "docs/rules.md", require("support.rules_page").text(),
         "moontide run spec/support/rules_page.lua > docs/rules.md")
   end)
end)
