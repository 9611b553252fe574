-- Findings as text, JSON, JUnit XML, GitHub annotations and SARIF, and validate as a program.
local json = require "moontide.json"
local program = require "support.program"

local deployment <const> = { targets = { { resource_id = "endpoint/a/variant/v" },
   { resource_id = "endpoint/b/variant/v" } } }

local findings <const> = {
   { rule = "capacity-order", severity = "error", message = "min 5 is above max 2",
      where = "fleet.lua:3", reason = "AWS refuses it", fix = "exchange them", source = "guide",
      target = "endpoint/a/variant/v" },
   { rule = "capacity-order", severity = "error", message = "min 5 is above max 2",
      where = "fleet.lua:3", reason = "AWS refuses it", fix = "exchange them", source = "guide",
      target = "endpoint/b/variant/v" },
   { rule = "hook", severity = "warning", message = "50% <\1>\n& \"more\", é:",
      where = "a,b:c.lua:1" },
   { rule = "variable", severity = "note", message = "x", where = "--var x" },
   { rule = "targets-of-account", severity = "error", message = "too many" },
}

local options <const> = { script = "fleet.lua", deployment = deployment }

local function format(name, list)
   return require("moontide.deploy.report." .. name).format(list or findings, options)
end

describe("a report", function()
   it("for people counts what many targets share, and sums up", function()
      local text = format "text"
      assert.matches("fleet.lua:3: error: min 5 is above max 2 [capacity-order]\n"
         .. "    target: endpoint/a/variant/v and 1 other\n    why: AWS refuses it\n"
         .. "    fix: exchange them\n", text, 1, true)
      assert.matches("fleet.lua: 2 targets, 3 errors, 1 warning, 1 note\n$", text)
      assert.equal("fleet.lua: 2 targets, nothing to object to\n", format("text", {}))
      assert.is_nil(text:find("\27", 1, true))
      local coloured = require("moontide.deploy.report.text").format(findings,
         { script = "f", deployment = deployment, is_coloured = true })
      assert.matches("\27[1;31merror", coloured, 1, true)
   end)

   it("as JSON has stable members", function()
      local document = json.decode(format "json")
      assert.same({ "validation", "1.0", false, 2, 5, 3, "fleet.lua", 3 }, { document.type,
         document.version, document.valid, document.targets, #document.findings,
         document.counts.error, document.findings[1].file, document.findings[1].line })
      assert.matches('"findings": %[%s*%]', format("json", {}))
   end)

   it("as JUnit XML has a case for each target, and is well formed", function()
      local text = format "junit"
      assert.matches('tests="5" failures="3"', text, 1, true)
      assert.matches('<testcase name="endpoint/a/variant/v" classname="fleet.lua">', text, 1, true)
      assert.matches("50%% &lt;%?&gt;&#10;&amp; &quot;more&quot;, é:", text)
      assert.is_nil(text:find("[%z\1-\8]"))
      assert.matches('<testcase name="endpoint/a/variant/v" classname="fleet.lua"/>',
         format("junit", {}), 1, true)
   end)

   it("as annotations escapes what GitHub reads", function()
      local lines = {}
      for line in format("github"):gmatch("[^\n]+") do lines[#lines + 1] = line end
      assert.equal(5, #lines)
      assert.matches("^::error file=fleet.lua,line=3,title=moontide capacity%-order::min 5",
         lines[1])
      assert.matches("::warning file=a%2Cb%3Ac.lua,line=1,title=moontide hook::50%25 <\1>%0A& ",
         lines[3], 1, true)
      assert.matches("^::notice file=", lines[4])
      assert.matches("^::error title=moontide targets", lines[5])
   end)

   it("as SARIF names its rules once", function()
      local run = json.decode(format "sarif").runs[1]
      assert.equal(4, #run.tool.driver.rules)
      assert.equal(5, #run.results)
      for _, result in ipairs(run.results) do
         assert.equal(result.ruleId, run.tool.driver.rules[result.ruleIndex + 1].id)
      end
      local place = run.results[1].locations[1].physicalLocation
      assert.same({ "fleet.lua", 3 }, { place.artifactLocation.uri, place.region.startLine })
      assert.matches('"locations": %[%s*%]', format "sarif")
   end)
end)

describe("reports", function()
   it("hold whatever a script names things", function()
      local odd = { { rule = "hook", severity = "error", message = "a\0b\xFF\27", where = "\xFF:3",
         target = "\0" } }
      for _, name in ipairs { "text", "json", "junit", "github", "sarif" } do
         assert.is_string(format(name, odd))
      end
      assert.equal("a?b??", json.decode(format("json", odd)).findings[1].message)
   end)
end)

describe("moontide validate", function()
   local good <const> = 'target "endpoint/e/variant/v" { min = var("n", 1), max = 1 }'

   it("needs no network and no credentials", function()
      local result = program.run({ "validate", "-" }, { stdin = good })
      assert.same({ 0, "-: 1 target, nothing to object to\n", "" }, { result.code, result.out,
         result.err })
   end)

   it("ends with 3 for errors, with --strict for warnings, too", function()
      assert.equal(3, program.run({ "validate", "-" }, { stdin = "x(" }).code)
      local warning = 'warn "hm" ' .. good
      assert.equal(0, program.run({ "validate", "-" }, { stdin = warning }).code)
      assert.equal(3, program.run({ "validate", "--strict", "-" }, { stdin = warning }).code)
      assert.equal(1, program.run { "validate", "/nowhere.lua" }.code)
   end)

   it("gives the script variables, of files and of the command line", function()
      local path = program.write('{ "n": 7 }', ".json")
      local result = program.run({ "validate", "--var-file", path, "-" }, { stdin = good })
      assert.matches("min 7 is above max 1", result.out)
      result = program.run({ "validate", "--var-file", path, "--var", "n=1", "-" },
         { stdin = good })
      assert.equal(0, result.code)
      result = program.run({ "validate", "--var", "m=1", "-" }, { stdin = good })
      assert.matches("no script asks for variable 'm', did you mean 'n'?", result.out, 1, true)
      assert.equal(64, program.run({ "validate", "--var", "m", "-" }, { stdin = good }).code)
      assert.equal(1, program.run({ "validate", "--var-file", "/nowhere.json", "-" },
         { stdin = good }).code)
      program.clean()
   end)

   it("lets the script ask only where it may", function()
      local asks = 'local m = require "moontide" m.client("application-autoscaling")'
         .. ':describe_scalable_targets { ServiceNamespace = "ecs" } ' .. good
      local result = program.run({ "validate", "-" }, { stdin = asks })
      assert.equal(3, result.code)
      assert.matches("[needs-network]", result.out, 1, true)
      assert.matches("moontide validate --live", result.out, 1, true)
      assert.equal(0, program.run({ "validate", "--emulator", "-" }, { stdin = asks }).code)
   end)

   it("stops a hostile rule pack and ends with 3", function()
      local pack = program.write('hook("validate", function() while true do end end)', ".lua")
      local result = program.run({ "validate", "--sandbox-hooks", "--hooks", pack, "-" },
         { stdin = good })
      assert.equal(3, result.code)
      assert.matches("was stopped after", result.out)
      program.clean()
   end)
end)
