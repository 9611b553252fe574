-- core.append_file and the directories around it.
local core = require "moontide.core"

local function temporary()
   local path = os.tmpname()
   os.remove(path)
   return path
end

local function read(path)
   local file <close> = assert(io.open(path, "rb"))
   return file:read "a"
end

describe("core.append_file", function()
   it("appends what it is given, whole", function()
      local path = temporary()
      local file = assert(core.append_file(path))
      assert.is_true(file:append("one\n"))
      assert.is_true(file:append(""))
      assert.is_true(file:write "")
      assert.is_true(file:write(("x"):rep(200000) .. "\0\n"))
      assert.equal("one\n" .. ("x"):rep(200000) .. "\0\n", read(path))
      file:close()
      file:close()
      assert.error_matches(function() file:append("two") end, "closed")
      os.remove(path)
   end)

   it("takes a new name only", function()
      local path = temporary()
      local file <close> = assert(core.append_file(path)) -- luacheck: ignore 211
      local other, err = core.append_file(path)
      assert.is_nil(other)
      assert.equal("io", err.status)
      assert.matches("File exists", err.message)
      os.remove(path)
      assert.matches("No such file", select(2, core.append_file(path .. "/no/file")).message)
   end)

   it("is its owner's alone", function()
      local path = temporary()
      core.append_file(path):close()
      local pipe = assert(io.popen("stat -c %a " .. path))
      assert.equal("600\n", pipe:read "a")
      pipe:close()
      os.remove(path)
   end)
end)

describe("core.make_directory", function()
   it("makes all that lead to it, and is content with what is there", function()
      local root = temporary()
      local path = root .. "/a/b"
      assert.is_true(core.make_directory(path))
      assert.is_true(core.make_directory(path))
      assert.is_true(core.make_directory(path .. "/"))
      core.append_file(path .. "/one"):close()
      core.append_file(path .. "/two"):close()
      local names = assert(core.list_directory(path))
      table.sort(names)
      assert.same({ "one", "two" }, names)
      local ok, err = core.make_directory(path .. "/one/c")
      assert.is_nil(ok)
      assert.matches("Not a directory", err.message)
      for _, name in ipairs { "/a/b/one", "/a/b/two", "/a/b", "/a", "" } do
         assert(os.remove(root .. name))
      end
   end)

   it("says why a directory cannot be read", function()
      local names, err = core.list_directory("/no/such/directory")
      assert.is_nil(names)
      assert.matches("cannot read /no/such/directory: No such file", err.message)
   end)
end)

describe("whole files", function()
   local files = require "moontide.files"

   it("take the place of what a link stands for, and leave the link", function()
      local path, link = temporary(), temporary()
      assert(files.write(path, "one"))
      assert(os.execute(("ln -s %s %s"):format(path, link)))
      assert(files.write(link, "two"))
      assert.equal("two", read(path))
      assert(os.execute("test -L " .. link))
      os.remove(link)
      os.remove(path)
   end)

   it("do not take the place of what is no file", function()
      local pipe = temporary()
      assert(os.execute("mkfifo " .. pipe))
      local reader = assert(io.popen("cat " .. pipe))
      assert(files.can_write(pipe))
      assert(files.write(pipe, "whole"))
      assert.equal("whole", reader:read "a")
      reader:close()
      assert(os.execute("test -p " .. pipe))
      os.remove(pipe)
      assert.same({ nil, "Is a directory" }, { files.write("/tmp", "x") })
      assert.same({ nil, "Is a directory" }, { files.can_write "/tmp" })
   end)
end)
