-- "1 target", "2 targets".

---@param count integer
---@param word string   in the singular
---@return string
return function(count, word)
   return ("%d %s%s"):format(count, word, count == 1 and "" or "s")
end
