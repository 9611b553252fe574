-- RFC 4180 and what real files do beyond it.
local csv = require "moontide.csv"

local function problem(text)
   local ok, err = pcall(csv.parse, text, { name = "t.csv" })
   assert.is_false(ok)
   assert.equal("syntax", err.status)
   return err.where .. ": " .. err.message
end

local function cells(text)
   local rows = csv.parse("a,b,c\n" .. text)
   assert.equal(1, #rows)
   return { rows[1].a, rows[1].b, rows[1].c }
end

describe("csv", function()
   it("names cells by column and rows by line", function()
      assert.same({ { a = "1", b = "2", line = 2 }, { a = "3", b = "4", line = 3 } },
         csv.parse("a,b\n1,2\n3,4\n"))
   end)

   it("takes CRLF, LF, and a last line without either", function()
      assert.same(csv.parse("a,b\n1,2\n3,4"), csv.parse("a,b\r\n1,2\r\n3,4\r\n"))
   end)

   it("reads quoted cells with separators, quotes and line ends in them", function()
      assert.same({ 'x,y', 'say "hi"', "two\r\nlines" }, cells('"x,y","say ""hi""","two\r\nlines"'))
      assert.same({ "", '"', "" }, cells('"","""",""'))
   end)

   it("counts lines inside quoted cells", function()
      local rows = csv.parse('a\n"1\n2\n3"\nx\n')
      assert.same({ 2, 5 }, { rows[1].line, rows[2].line })
   end)

   it("keeps empty cells and spaces, leaves missing cells nil", function()
      assert.same({ "", " x ", "" }, cells(", x ,"))
      local row = csv.parse("a,b,c\n1")[1]
      assert.equal("1", row.a)
      assert.is_nil(row.b)
   end)

   it("passes over blank lines and a byte order mark", function()
      assert.same({ { a = "1", line = 4 } }, csv.parse("\xEF\xBB\xBFa\n\n\r\n1\n\n"))
   end)

   it("knows other separators", function()
      for _, separator in ipairs { ";", "\t", "|", "^", "]" } do
         local row = csv.parse(("a%sb\n1,5%s2"):gsub("%%s", function() return separator end),
            { separator = separator })[1]
         assert.same({ "1,5", "2" }, { row.a, row.b })
      end
   end)

   it("has nothing to say about an empty text or a lone header", function()
      assert.same({}, csv.parse(""))
      assert.same({}, csv.parse("a,b\n"))
   end)

   it("says on which line something is wrong", function()
      assert.equal("t.csv:3: a quoted cell is not closed", problem 'a\n1\n"2\n')
      assert.equal("t.csv:2: a quote inside a cell that does not begin with one",
         problem 'a\n1"2"\n')
      assert.equal("t.csv:2: only a separator or a line end can follow a cell",
         problem 'a\n"1"2\n')
      assert.equal("t.csv:3: 3 cells, but only 2 columns", problem "a,b\n1,2\n1,2,3\n")
      assert.equal("t.csv:1: column 'a' is named twice", problem "a,a\n")
      assert.equal("t.csv:1: a column has no name", problem "a,,b\n")
   end)

   it("iterates lazily", function()
      local rows = csv.rows('a\n1\n"bad\n', { name = "t.csv" })
      assert.equal("1", rows().a)
      assert.has_error(rows)
   end)

   it("reads files, and says which cannot be read", function()
      local name = os.tmpname()
      local file = assert(io.open(name, "wb"))
      file:write("a\r\nx\r\n")
      file:close()
      assert.same({ { a = "x", line = 2 } }, csv.read(name))
      os.remove(name)
      local ok, err = pcall(csv.read, name)
      assert.is_false(ok)
      assert.equal("io", err.status)
      assert.matches(name, err.message, 1, true)
      assert.is_false((pcall(csv.read, "."))) -- a directory
   end)
end)
