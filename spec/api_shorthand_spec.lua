-- The AWS CLI's shorthand, its whole grammar.
local core = require "moontide.core"
local json = require "moontide.output.json"
local shorthand = require "moontide.api.shorthand"

local function read_file(value)
   return value:match("^file://") and "content of " .. value:sub(8) or nil
end

local function parse(text)
   local value, problem = shorthand.parse(text, read_file)
   return value and json.compact(value), problem
end

local function case(text, expected)
   it(text, function() assert.equal(expected, parse(text)) end)
end

describe("shorthand", function()
   case("a=b", '{"a":"b"}')
   case("a=b,c=d", '{"a":"b","c":"d"}')
   case("a=b,c,d=e", '{"a":["b","c"],"d":"e"}')
   case("a=b,c,d", '{"a":["b","c","d"]}')
   case("a=", '{"a":""}')
   case("a=,b=c", '{"a":"","b":"c"}')
   case("a = b , c = d", '{"a":"b","c":"d"}')
   case("a=[b,c],d=e", '{"a":["b","c"],"d":"e"}')
   case("a=[]", '{"a":[]}')
   case("a=[[1,2],[3]]", '{"a":[["1","2"],["3"]]}')
   case("a={b=c,d=[e,f]}", '{"a":{"b":"c","d":["e","f"]}}')
   case("a=[{b=c},{b=d}]", '{"a":[{"b":"c"},{"b":"d"}]}')
   case("a={}", '{"a":{}}')
   case("a='b, c=d'", '{"a":"b, c=d"}')
   case([[a="b \"c\" \\ d"]], [[{"a":"b \"c\" \\ d"}]])
   case([[a='it\'s']], [[{"a":"it's"}]])
   case([[a=b\,c]], '{"a":"b,c"}')
   case("a=b c", '{"a":"b c"}')
   case("a=arn:aws:x/y#z", '{"a":"arn:aws:x/y#z"}')
   case("a=b=c", '{"a":"b=c"}')
   case("a=größe,b=日本", '{"a":"gr\\u00f6\\u00dfe","b":"\\u65e5\\u672c"}')
   case("aws:tag/x#1=v", '{"aws:tag/x#1":"v"}')
   case("a@=file://x,b=file://x", '{"a":"content of x","b":"file://x"}')
   case("a@=[file://x,y]", '{"a":["content of x","y"]}')
end)

describe("shorthand that is none", function()
   local function refuses(text, why)
      it(text, function()
         local value, problem = parse(text)
         assert.is_nil(value)
         assert.matches(why, problem, 1, true)
      end)
   end
   refuses("a", "Expected: '=', received: 'EOF'")
   refuses("", "Expected: '=', received: 'EOF'")
   refuses("a=b,", "Expected: '<second>', received: '<none>'")
   refuses("a={b=c", "Expected: ',', received: 'EOF'")
   refuses("a=[b", "Expected: ',', received: 'EOF'")
   refuses("a='b", "<singled quoted>")
   refuses("a=b,a=c", 'Second instance of key "a"')
   refuses("a=" .. ("["):rep(200), "Nested too deeply")

   it("marks the place", function()
      assert.equal("Expected: '=', received: ',' for input:\na,b=c\n ^", select(2, parse "a,b=c"))
   end)

   it("is refused without a crash, whatever it is", function()
      local alphabet = "ab=,[]{}'\"\\@ \n"
      math.randomseed(7)
      for _ = 1, 3000 do
         local letters = {}
         for i = 1, math.random(1, 14) do
            local at = math.random(#alphabet)
            letters[i] = alphabet:sub(at, at)
         end
         local value, problem = parse(table.concat(letters))
         assert.is_true((value == nil) == (problem ~= nil))
      end
      assert.is_string(core.version)
   end)
end)
