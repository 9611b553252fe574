-- Files and functions stay small enough to be read at one go.
local dir = require "pl.dir"

local max_file_lines, max_function_lines = 420, 60

local function source_files()
   local list = {}
   for _, root in ipairs { "core", "bindings", "cmake", "scripts", "spec" } do
      for _, pattern in ipairs { "*.c", "*.h", "*.lua" } do
         for _, name in ipairs(dir.getallfiles(root, pattern)) do list[#list + 1] = name end
      end
   end
   table.sort(list)
   return list
end

-- Calls found(first line, length) for each function: in C from a "{" to a "}" at the line's
-- beginning; in Lua from a line that opens one to the "end" at the same depth.
local function each_function(name, found)
   local is_c = not name:find "%.lua$"
   local opened = {} -- indent → line
   local number = 0
   for line in io.lines(name) do
      number = number + 1
      local indent = #line:match "^ *"
      local opens, closes
      if is_c then
         opens, closes = line == "{", line:find "^}" ~= nil
      else
         opens = line:find "%f[%w_]function%f[^%w_]" and not line:find "%f[%w_]end%f[^%w_]"
         closes = line:find "^ *end%f[^%w_]" ~= nil
      end
      if opens then
         opened[indent] = number
      elseif closes and opened[indent] then
         found(opened[indent], number - opened[indent] - 1)
         opened[indent] = nil
      end
   end
   return number
end

local function is_test_block(name) -- describe(…, function() … end) holds a whole file
   return name:find "_spec%.lua$" ~= nil
end

describe("sizes", function()
   it("holds files and functions within their limits", function()
      local long = {}
      local functions = 0
      for _, name in ipairs(source_files()) do
         local lines = each_function(name, function(first, length)
            functions = functions + 1
            if length > max_function_lines and not is_test_block(name) then
               long[#long + 1] = ("%s:%d: a function of %d lines"):format(name, first, length)
            end
         end)
         if lines > max_file_lines then
            long[#long + 1] = ("%s: %d lines"):format(name, lines)
         end
      end
      assert.is_true(functions > 100)
      assert.same({}, long)
   end)
end)
