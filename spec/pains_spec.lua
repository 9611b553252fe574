-- docs/pains.md says where each of its rows is shown: there, the words must stand.
local files = require "moontide.files"

local page = assert(files.read "docs/pains.md")

-- Rows as { number =, here =, shown = { { file =, words = } } }.
local function rows_of(text)
   local rows = {}
   for number, here, shown in text:gmatch("\n| (%d+) | [^|]+ | ([^|]+) | ([^|]*)|") do
      local row = { number = math.tointeger(tonumber(number)), here = here, shown = {} }
      for file, words in shown:gmatch("`([^`]+)`: ([^·|]+)") do
         table.insert(row.shown, { file = file, words = words:match("^(.-)%s*$") })
      end
      rows[#rows + 1] = row
   end
   return rows
end

describe("the page of pains", function()
   local rows = rows_of(page)

   it("has all 53", function()
      for number = 1, 53 do assert.equal(number, rows[number] and rows[number].number) end
      assert.equal(53, #rows)
   end)

   it("names what shows each, or says that it is not done", function()
      for _, row in ipairs(rows) do
         local is_open = row.here:find("*not done*", 1, true) ~= nil
         assert.is_true(#row.shown > 0 or is_open, "row " .. row.number)
      end
   end)

   it("names words that are there", function()
      local missing = {}
      for _, row in ipairs(rows) do
         for _, place in ipairs(row.shown) do
            local text = files.read(place.file)
            if not text or not text:find(place.words, 1, true) then
               missing[#missing + 1] = ("%d: %s: %s"):format(row.number, place.file, place.words)
            end
         end
      end
      assert.same({}, missing)
   end)
end)
