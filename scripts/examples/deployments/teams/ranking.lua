defaults { tags = { team = "ranking" } }

target "endpoint/ranker/variant/blue" {}
target "endpoint/ranker/variant/green" { max = 4 }
