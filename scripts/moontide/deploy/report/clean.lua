-- Text that documents can hold, whatever names and values a script has put into its findings.

---Without control characters but for line ends and tabs, and in UTF-8.
---@param text any
---@return string
return function(text)
   local result = tostring(text):gsub("[%z\1-\8\11\12\14-\31\127]", "?")
   if not utf8.len(result) then result = result:gsub("[\x80-\xFF]", "?") end
   return result
end
