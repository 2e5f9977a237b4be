"""The migration of one pair, step by step: `migration.migration` is the steps in their order, `document.document` the text."""
