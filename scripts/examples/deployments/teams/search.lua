defaults { tags = { team = "search" }, min = 3 }

target "endpoint/search/variant/main" {
   schedule "sale" { at = "2032-11-26T00:00:00", timezone = "America/New_York", min = 6, max = 8 },
   schedule "after" { at = "2032-11-30T00:00:00", timezone = "America/New_York", min = 3, max = 8 },
}
