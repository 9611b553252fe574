-- Documents as text: numbers, JSON, lines, tables, YAML.
local core = require "moontide.core"
local document = require "moontide.api.document"
local json = require "moontide.output.json"
local number = require "moontide.output.number"
local ordered = require "moontide.ordered"
local table_output = require "moontide.output.table"
local text = require "moontide.output.text"
local yaml = require "moontide.output.yaml"

local function decode(source) return (core.json_decode(source)) end

describe("numbers", function()
   it("are the shortest that read back the same", function()
      local expected = {
         { 1, "1" }, { -7, "-7" }, { 1.0, "1.0" }, { 0.1, "0.1" },
         { 0.1 + 0.2, "0.30000000000000004" }, { 1e15, "1000000000000000.0" }, { 1e16, "1e+16" },
         { 1.5e300, "1.5e+300" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { -2.5, "-2.5" },
         { 5e-324, "5e-324" }, { 123456789.125, "123456789.125" },
         { math.maxinteger, "9223372036854775807" },
      }
      for _, case in ipairs(expected) do assert.equal(case[2], number.text(case[1])) end
      assert.equal("0.0", number.text(0.0))
      assert.equal("-0.0", number.text(-0.0))
   end)
end)

describe("JSON", function()
   it("keeps the keys' order and indents by four", function()
      local value = ordered.object({ b = 1, a = ordered.list { true, core.null },
         c = ordered.list(), d = {} }, { "b", "a", "c", "d", "missing" })
      assert.equal('{\n    "b": 1,\n    "a": [\n        true,\n        null\n    ],\n'
         .. '    "c": [],\n    "d": {}\n}', json.pretty(value))
   end)

   it("escapes what has to be, and all but ASCII where asked", function()
      assert.equal('"a\\"\\\\\\n\\u0001é\127"', json.quote('a"\\\n\1é\127'))
      assert.equal('"\\u00e9\\ud83d\\ude00"', json.compact "é😀")
   end)
end)

describe("lines of text", function()
   it("have the scalars of a list's objects in columns and what is deeper below", function()
      assert.equal("TARGETS\ta\t1\nTARGETS\tb\t\nSTATE\tFalse\tNone\n", text.format(decode
         '{"Targets": [{"Id": "a", "Min": 1}, {"Id": "b", "State": {"In": false, "Out": null}}]}'))
   end)

   it("have lists of scalars on one line, under a name on lines of their own", function()
      assert.equal("1\t2.5\nx\n", text.format(decode '[[1, 2.5], ["x"]]'))
      assert.equal("IDS\ta\nIDS\tb\n", text.format(decode '{"ids": ["a", "b"]}'))
      assert.equal("", text.format(decode "[]"))
   end)
end)

describe("tables", function()
   local function drawn(source, width)
      return table_output.format("List", decode(source), { width = width or 80 })
   end

   it("have a section for each level", function()
      assert.equal([[
---------------
|    List     |
+-----+-------+
| id  |  min  |
+-----+-------+
|  a  |  1    |
|  b  |  20   |
+-----+-------+
]], drawn '[{"id": "a", "min": 1}, {"id": "b", "min": 20}]')
   end)

   it("are turned if the terminal is too narrow", function()
      assert.matches("|  ccc|  3", drawn('[{"aaa": 1, "bbb": 2, "ccc": 3}]', 20):gsub(" +|", "|"),
         1, true)
   end)

   it("draw nothing of nothing, and count wide characters twice", function()
      assert.equal("", drawn "[]")
      assert.equal([[
----------
|  List  |
+--------+
|  日本  |
+--------+
]], drawn '["日本"]')
   end)

   it("say which rows do not fit", function()
      local ok, err = pcall(drawn, "[[1, 2], [3]]")
      assert.is_false(ok)
      assert.matches("one has 2 cells, another 1", err.output, 1, true)
   end)
end)

describe("YAML", function()
   it("quotes what would be read as something else", function()
      local expected = { ["yes"] = "yes", ["true"] = "'true'", ["1"] = "'1'", ["1e5"] = "'1e5'",
         ["2024-01-01"] = "'2024-01-01'", ["a: b"] = "'a: b'", ["a:b"] = "a:b", ["- a"] = "'- a'",
         ["it's"] = "it's", ["'x"] = "'''x'", ["cron(0 22 * * ? *)"] = "cron(0 22 * * ? *)",
         ["a\tb"] = '"a\\tb"', ["a\nb"] = "'a\n\n  b'", [""] = "''", ["~"] = "'~'" }
      for value, shown in pairs(expected) do
         assert.equal("- " .. shown .. "\n", yaml.format(ordered.list { value }))
      end
   end)

   it("sorts keys, and lists stand below their key without an indent", function()
      assert.equal("a:\n- x: 1\n  y:\n  - 2\n- - 3\n  - null\nb: []\nc: {}\n", yaml.format(decode
         '{"c": {}, "b": [], "a": [{"y": [2], "x": 1}, [3, null]]}'))
   end)

   it("folds what is long", function()
      assert.equal("k: " .. ("word "):rep(16) .. "\n  word\n",
         (yaml.format(decode(('{"k": "%s"}'):format(("word "):rep(17):sub(1, -2))))
            :gsub("word\n", "word \n", 1)))
   end)
end)

describe("an operation's output", function()
   local dress = document.dresser(core.model("application-autoscaling")
      :shape("DescribeScalableTargets", "output"))

   it("has the model's order, and what the model does not know at the end", function()
      local output = dress(decode [[{"NextToken": "n", "New": 1, "ScalableTargets":
         [{"MaxCapacity": 2, "ResourceId": "r", "ServiceNamespace": "s", "Zoo": 1, "Else": 2}]}]])
      assert.same({ "ScalableTargets", "NextToken", "New" }, ordered.keys(output))
      assert.same({ "ServiceNamespace", "ResourceId", "MaxCapacity", "Else", "Zoo" },
         ordered.keys(output.ScalableTargets[1]))
   end)

   it("has times as ISO 8601 with a fraction only if there is one", function()
      local zone = os.date("%z", 1700000000):gsub("(%d%d)$", ":%1")
      assert.matches("^20%d%d%-%d%d%-%d%dT%d%d:%d%d:20" .. zone:gsub("%+", "%%+") .. "$",
         document.time(1700000000))
      assert.matches("T%d%d:%d%d:20%.250000[+-]", document.time(1700000000.25))
      assert.matches("T%d%d:%d%d:21[+-]", document.time(1700000000.9999999))
   end)
end)
