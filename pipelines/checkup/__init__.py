"""What ``scrapy doctor`` looks at: each check reads, changes nothing, and returns findings with their remedies."""
