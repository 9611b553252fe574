-- JMESPath by the rules of its specification, a few for each.
local core = require "moontide.core"
local jmespath = require "moontide.jmespath"
local json = require "moontide.output.json"

local FLEET <const> = [[{
   "targets": [
      {"id": "a", "min": 1, "max": 8, "tags": {"team": "x"}, "since": "2024-05-01T00:00:00+00:00"},
      {"id": "b", "min": 0, "max": 4, "tags": {}, "since": "2024-01-01T00:00:00+00:00"},
      {"id": "c", "min": 2, "max": 2, "steps": [[1, 2], [3], 4]}
   ],
   "name": "rankers", "empty": [], "a b": 1, "none": null
}]]

local function search(text, input)
   local expression, problem = jmespath.compile(text)
   if not expression then return nil, problem end
   local value, why = expression.search(core.json_decode(input or FLEET))
   if value == nil then return nil, why end
   return json.compact(value)
end

local function case(text, expected)
   it(text, function() assert.equal(expected, search(text)) end)
end

describe("JMESPath: paths", function()
   case("name", '"rankers"')
   case('"a b"', "1")
   case("nothing.at.all", "null")
   case("targets[0].id", '"a"')
   case("targets[-1].id", '"c"')
   case("targets[9]", "null")
   case("targets[*].id", '["a","b","c"]')
   case("targets[*].steps", "[[[1,2],[3],4]]")
   case("targets[].steps[]", "[[1,2],[3],4]")
   case("targets[].steps[][]", "[1,2,3,4]")
   case("targets[0].tags.*", '["x"]')
   case("*.id", "[]")
   case("targets[1:].id", '["b","c"]')
   case("targets[::-1].id", '["c","b","a"]')
   case("targets[:2:2].id", '["a"]')
   case("name[0]", "null")
   case("targets[].{I: id, M: max}", '[{"I":"a","M":8},{"I":"b","M":4},{"I":"c","M":2}]')
   case("targets[].[id,min]", '[["a",1],["b",0],["c",2]]')
   case("targets[*].id | [0]", '"a"')
   case("@.name", '"rankers"')
end)

describe("JMESPath: conditions", function()
   case("targets[?max > `3`].id", '["a","b"]')
   case("targets[?max >= `4` && min == `0`].id", '["b"]')
   case("targets[?id == 'a' || id == 'c'].id", '["a","c"]')
   case("targets[?id == `a`].id", '["a"]')
   case("targets[?!steps].id", '["a","b"]')
   case("targets[?tags].id", '["a"]')
   case("targets[?since > '2024-03-01'].id", '["a"]')
   case("targets[?min < 'x']", "[]")
   case("targets[?tags == `{\"team\": \"x\"}`].id", '["a"]')
   case("empty || name", '"rankers"')
   case("empty && name", "[]")
   case("!none", "true")
   case("`[1, 2.5]`", "[1,2.5]")
   case("'it\\'s'", '"it\'s"')
end)

describe("JMESPath: functions", function()
   case("length(targets)", "3")
   case("length('größe')", "5")
   case("sum(targets[].max)", "14")
   case("avg(targets[].min)", "1.0")
   case("avg(empty)", "null")
   case("max_by(targets, &max).id", '"a"')
   case("min_by(targets, &max).id", '"c"')
   case("sort_by(targets, &min)[].id", '["b","a","c"]')
   case("sort_by(targets, &since)", nil)
   case("reverse(sort(targets[].id))", '["c","b","a"]')
   case("reverse('abc')", '"cba"')
   case("join(', ', targets[].id)", '"a, b, c"')
   case("contains(name, 'rank')", "true")
   case("contains(targets[].id, 'z')", "false")
   case("starts_with(name, 'r')", "true")
   case("ends_with(name, 'rs')", "true")
   case("keys(targets[0].tags)", '["team"]')
   case("values(targets[0].tags)", '["x"]')
   case("merge(`{\"a\": 1}`, `{\"b\": 2, \"a\": 3}`)", '{"a":3,"b":2}')
   case("map(&length(@), ['ab', 'c'])", "[2,1]")
   case("not_null(none, nothing, name)", '"rankers"')
   case("to_number('12')", "12")
   case("to_number('1.5e1')", "15.0")
   case("to_number('0x10')", "null")
   case("to_string(`{\"a\": [1, null]}`)", [["{\"a\":[1,null]}"]])
   case("to_array(name)", '["rankers"]')
   case("type(none)", '"null"')
   case("abs(`-3`)", "3")
   case("ceil(`1.2`)", "2")
   case("floor(`-1.2`)", "-2")
end)

describe("JMESPath: what is wrong", function()
   local function refuses(text, why)
      it(text, function()
         local value, problem = search(text)
         assert.is_nil(value)
         assert.matches(why, problem, 1, true)
      end)
   end
   refuses("", "ends too early")
   refuses("a.", "ends too early")
   refuses("a[", "ends too early")
   refuses("a b", "unexpected 'b' (at character 3)")
   refuses("a = b", "did you mean '=='?")
   refuses("'open", "is not closed")
   refuses("a..b", "unexpected '.'")
   refuses("{a, b}", "unexpected ','")
   refuses("a[0:1:0]", "step 0")
   refuses("lenght(a)", "did you mean 'length'?")
   refuses("length()", "takes 1 argument, not 0")
   refuses("length(`1`)", "argument 1 has to be string or array or object, not number")
   refuses("sum(targets[].id)", "number[]")
   refuses(("("):rep(500) .. "a", "nested more than")
   refuses("a[99999999999999999999]", "too large")
end)
