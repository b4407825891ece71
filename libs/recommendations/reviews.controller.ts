import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow, By, everyone, secretariat, type Caller } from '../access/index.js';
import { Database } from '../platform/index.js';
import { Answers } from '../platform/http.js';
import { findReview, listReviews } from './reviews.queries.js';
import { AddDocument, ChangeReview, RegisterReview, ReviewDetail, ReviewPage, ReviewQuery } from './reviews.schemas.js';
import { ReviewsService } from './reviews.service.js';

const Id = z.uuid();

@ApiTags('Register')
@Controller('api/v1/reviews')
export class ReviewsController {
  constructor(
    private readonly db: Database,
    private readonly reviews: ReviewsService,
  ) {}

  @Get()
  @Allow(...everyone)
  @ApiOperation({ summary: 'Reviews' })
  @Answers(200, ReviewPage, 'Reviews, the last registered first')
  list(@Query({ schema: ReviewQuery }) query: ReviewQuery, @By() caller: Caller) {
    return listReviews(this.db.now, query, caller.locale);
  }

  @Get(':id')
  @Allow(...everyone)
  @ApiOperation({ summary: 'One review with its documents and counts' })
  @Answers(200, ReviewDetail, 'The review with its documents and counts')
  get(@Param('id', { schema: Id }) id: string, @By() caller: Caller) {
    return findReview(this.db.now, id, caller.locale);
  }

  @Post()
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Register a review' })
  @Answers(201, ReviewDetail, 'The review, registered')
  async register(@Body({ schema: RegisterReview }) body: RegisterReview, @By() caller: Caller) {
    return this.get(await this.reviews.register(body, caller.actor), caller);
  }

  @Patch(':id')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Correct session, cycle or date of a review' })
  @Answers(200, ReviewDetail, 'The review as it is now')
  async change(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChangeReview }) body: ChangeReview,
    @By() caller: Caller,
  ) {
    await this.reviews.change(id, body, caller.actor);
    return this.get(id, caller);
  }

  @Post(':id/documents')
  @Allow(...secretariat)
  @ApiOperation({ summary: 'Add a UN document to a review' })
  @Answers(201, ReviewDetail, 'The review with the document')
  async addDocument(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: AddDocument }) body: AddDocument,
    @By() caller: Caller,
  ) {
    await this.reviews.addDocument(id, body, caller.actor);
    return this.get(id, caller);
  }
}
