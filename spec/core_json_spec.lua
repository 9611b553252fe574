-- JSON text and Lua values: what goes in comes out, exactly, and what has no JSON form is said.
local core = require "moontide.core"

local encode, decode = core.json_encode, core.json_decode

-- A value through text and back.
local function round(value)
   return decode(assert(encode(value)))
end

local function nested(levels)
   local value = {}
   for _ = 2, levels do value = { value } end
   return value
end

local function refused(value)
   local text, err = encode(value)
   assert.is_nil(text)
   assert.equal("input", err.status)
   return err
end

describe("core.json", function()
   it("keeps integers exact over the whole int64 range", function()
      for _, text in ipairs { "9007199254740993", "9223372036854775807", "-9223372036854775808",
         "0" } do
         local value = decode(text)
         assert.equal("integer", math.type(value))
         assert.equal(text, encode(value))
      end
   end)

   it("keeps floats floats", function()
      assert.equal("1.0", encode(1.0))
      assert.equal("float", math.type(decode("1.0")))
      assert.equal("float", math.type(decode("1e0")))
      assert.equal("integer", math.type(decode("1")))
      assert.equal(0.1, round(0.1))
      assert.equal(1e300, round(1e300))
      assert.equal(2.0 ^ 53 + 2, round(2.0 ^ 53 + 2))
   end)

   it("reads an integer beyond int64 as a float", function()
      local value = decode("9223372036854775808")
      assert.equal("float", math.type(value))
      assert.equal(2.0 ^ 63, value)
   end)

   it("tells an empty list from an empty object", function()
      assert.equal("{}", encode({}))
      assert.equal("[]", encode(setmetatable({}, core.array_mt)))
      assert.equal("[]", encode(decode("[]")))
      assert.equal("{}", encode(decode("{}")))
      assert.equal(core.array_mt, getmetatable(decode("[1]")))
      assert.is_nil(getmetatable(decode("{}")))
   end)

   it("has a null that is not nil", function()
      assert.equal(core.null, decode("null"))
      assert.equal("null", encode(core.null))
      assert.equal('{"a":null}', encode { a = core.null })
      assert.equal("[null,1]", encode { core.null, 1 })
      assert.equal(core.null, decode('{"a":null}').a)
   end)

   it("writes members in order on request", function()
      assert.equal('{"a":1,"b":{"c":2,"d":3},"e":4}',
         encode({ e = 4, b = { d = 3, c = 2 }, a = 1 }, { sorted = true }))
   end)

   it("writes for people on request", function()
      assert.equal('{\n  "a": [\n    1\n  ]\n}',
         encode({ a = { 1 } }, { pretty = true, sorted = true }))
   end)

   it("carries any text", function()
      for _, text in ipairs { "", "ä€😀", '"\\/\b\f\n\r\t', "\x01\x1f\x7f" } do
         assert.equal(text, round(text))
      end
      assert.equal("ä€😀", decode('"\\u00e4\\u20ac\\ud83d\\ude00"'))
   end)

   it("refuses strings that are not text", function()
      assert.matches("NUL", refused("a\0b").message)
      for _, bytes in ipairs { "\xff", "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
         "\xe4\xb8" } do
         assert.matches("UTF%-8", refused({ name = bytes }).message)
      end
      assert.matches("name is not text", refused({ ["\xff"] = 1 }).message)
      assert.matches("name is not text", refused({ ["a\0"] = 1 }).message)
   end)

   it("refuses what has no JSON form, with the path", function()
      assert.matches("a function has no JSON form", refused(print).message)
      assert.matches("^a%.b%[1%]: a NaN has no JSON form",
         refused({ a = { b = { 1, 0 / 0 } } }).message)
      assert.matches("infinite", refused({ math.huge }).message)
      assert.matches("thread", refused({ x = coroutine.create(print) }).message)
      assert.matches("userdata", refused({ x = io.stdout }).message)
      assert.matches("items and named members", refused({ 1, x = 2 }).message)
      assert.matches("neither names nor", refused({ [1] = 1, [3] = 3 }).message)
      assert.matches("neither names nor", refused({ [1.5] = 1 }).message)
      assert.matches("neither names nor", refused({ [true] = 1 }).message)
      assert.matches("neither names nor", refused({ [0] = 1, [1] = 2 }).message)
      assert.matches("marked as a list", refused(setmetatable({ a = 1 }, core.array_mt)).message)
   end)

   it("reports everything at once", function()
      local err = refused { a = print, b = { c = 0 / 0 }, d = 1 }
      assert.equal(2, #err.findings)
      local paths = { err.findings[1].path, err.findings[2].path }
      table.sort(paths)
      assert.same({ "a", "b.c" }, paths)
      assert.equal("type", err.findings[1].rule)
      assert.matches("and 1 more", err.message)
   end)

   it("refuses tables that contain themselves", function()
      local loop = { a = {} }
      loop.a.b = loop
      assert.matches("^a%.b: a table that contains itself", refused(loop).message)
      local both = {}
      both.x, both.y = both, both
      assert.equal(2, #refused(both).findings)
      local shared = { 1 }
      assert.equal("[[1],[1]]", encode { shared, shared })
   end)

   it("goes deep, and not too deep", function()
      assert.equal("string", type(encode(nested(100))))
      assert.matches("100 levels", refused(nested(101)).message)
      assert.matches("100 levels", refused(nested(100000)).message)
      assert.equal("table", type(decode(("["):rep(512) .. ("]"):rep(512))))
      local value, err = decode(("["):rep(513) .. ("]"):rep(513))
      assert.is_nil(value)
      assert.equal("syntax", err.status)
      assert.is_nil((decode(("["):rep(1000000))))
   end)

   it("reads tables raw", function()
      local proxy = setmetatable({}, {
         __index = function() error("asked") end,
         __pairs = function() error("asked") end,
         __len = function() error("asked") end,
      })
      assert.equal("{}", encode(proxy))
   end)

   it("refuses text that is not JSON, and says where", function()
      for _, text in ipairs { "", "{", "[1,]", "{'a':1}", "nul", "1 2", "01", "\"\xff\"", "[1]\0",
         "NaN" } do
         local value, err = decode(text)
         assert.is_nil(value)
         assert.equal("syntax", err.status)
      end
      local _, err = decode("[1,\n2,\n x]")
      assert.matches("line 3", tostring(err))
   end)

   it("raises on misuse", function()
      assert.has_error(function() encode() end)
      assert.has_error(function() decode(nil) end)
      assert.has_error(function() decode({}) end)
      assert.has_error(function() encode({}, { prety = true }) end, "there is no option 'prety'")
      assert.has_error(function() encode({}, { pretty = 1 }) end)
   end)

   it("survives collection in the middle", function()
      local big = {}
      for i = 1, 2000 do big[i] = { name = "n" .. i, list = { i, tostring(i), i / 3 } } end
      for _, mode in ipairs { "generational", "incremental" } do
         local before = collectgarbage(mode)
         for _ = 1, 5 do
            assert.same(big, round(big))
            collectgarbage()
         end
         collectgarbage(before)
      end
   end)
end)
